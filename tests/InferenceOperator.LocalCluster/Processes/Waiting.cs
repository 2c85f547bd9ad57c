namespace InferenceOperator.LocalClusters.Processes;

/// <summary>Waiting for a state of the world that gives no event.</summary>
public static class Waiting
{
    /// <summary>Polls until the condition says true; an exception counts as not yet.</summary>
    /// <returns>False when the timeout came first.</returns>
    public static async Task<bool> UntilAsync(
        Func<CancellationToken, Task<bool>> condition, TimeSpan timeout, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                if (await condition(limit.Token)) return true;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Not there yet (connection refused, 404, ...): that is what is being waited for.
            }

            await Task.Delay(interval, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }
}
