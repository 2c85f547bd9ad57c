namespace InferenceOperator.Kubernetes;

/// <summary>A loop that runs only on the leader, after every store has synced; an exception restarts it with backoff.</summary>
public interface ILeaderService
{
    /// <summary>Runs until cancelled.</summary>
    /// <param name="cancellationToken">Fires on shutdown and on loss of leadership.</param>
    /// <returns>A task.</returns>
    Task RunAsync(CancellationToken cancellationToken);
}
