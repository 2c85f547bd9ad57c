using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Transfers;

/// <summary>Attempts at what a network may fail, with growing pauses, until so many in a row brought nothing.</summary>
internal sealed class Retry(PullOptions options, TimeProvider time, Action<string> report)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Tries until it succeeds.</summary>
    /// <param name="shown">What is asked, for people.</param>
    /// <param name="attempt">One attempt; <see cref="HttpRequestException"/> and <see cref="TimeoutException"/> are worth another.</param>
    /// <param name="progress">Bytes brought so far; attempts that brought some do not count as fruitless.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PullException">No progress in so many attempts, or nothing that another attempt could mend.</exception>
    public async Task<T> RunAsync<T>(string shown, Func<CancellationToken, Task<T>> attempt, Func<long> progress, CancellationToken cancellationToken)
    {
        var pause = options.RetryPause;
        for (var fruitless = 1; ; fruitless++)
        {
            var before = progress();
            string failure;
            try
            {
                return await attempt(cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                // What this process itself refused while it connected comes back wrapped.
                if (Failures.Find<PullException>(exception) is { } refused)
                    throw new PullException(refused.ExitCode, $"{shown}: {refused.Message}", exception);
                failure = Failures.Describe(exception);
            }
            catch (TimeoutException exception)
            {
                failure = exception.Message;
            }

            var here = progress();
            if (here > before)
                (fruitless, pause) = (1, options.RetryPause);
            var at = here > 0 ? $", at {Space.Show(here)}" : "";
            if (fruitless >= options.Attempts)
                throw new PullException(ExitCodes.Network, $"{shown}: {failure}; gave up after {fruitless} attempts in a row without progress{at}");
            report($"{shown}: {failure}; trying again in {pause.TotalSeconds} s{at}");
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Tries a question that has no progress but its answer.</summary>
    /// <exception cref="PullException">As above.</exception>
    public Task<T> RunAsync<T>(string shown, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        RunAsync(shown, attempt, () => 0, cancellationToken);
}
