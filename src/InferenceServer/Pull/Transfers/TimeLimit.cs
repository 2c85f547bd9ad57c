namespace InferenceServer.Pull.Transfers;

/// <summary>A limit on one step of a pull.</summary>
internal static class TimeLimit
{
    /// <summary>Runs a step.</summary>
    /// <param name="work">The step.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="what">What is missing when it takes longer, such as <c>no answer</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it for another reason.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan limit, string what, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await work(both.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{what} for {limit.TotalSeconds} s");
        }
    }
}
