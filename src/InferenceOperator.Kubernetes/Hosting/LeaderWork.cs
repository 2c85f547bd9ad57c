using Microsoft.Extensions.Logging;

namespace InferenceOperator.Kubernetes;

/// <summary>Everything that only the leader does: controllers and loops. A loop that fails starts again.</summary>
internal sealed partial class LeaderWork(
    IEnumerable<IControllerRunner> controllers,
    IEnumerable<ILeaderService> loops,
    TimeProvider time,
    ILogger<LeaderWork> logger)
{
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(1);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), Random.Shared.NextDouble);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
    [
        .. controllers.Select(controller => KeepAsync(controller.GetType().Name, controller.RunAsync, cancellationToken)),
        .. loops.Select(loop => KeepAsync(loop.GetType().Name, loop.RunAsync, cancellationToken)),
        // A leader whose loops have all ended still leads.
        UntilCancelledAsync(cancellationToken),
    ]);

    private static async Task UntilCancelledAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task KeepAsync(string name, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        await Task.Yield();
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            var started = time.GetTimestamp();
            try
            {
                await run(cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failures = time.GetElapsedTime(started) > HealthyAfter ? 1 : failures + 1;
                var delay = _backoff.Delay(failures);
                LogFailed(e, name, delay);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} failed and starts again in {Delay}")]
    private partial void LogFailed(Exception e, string name, TimeSpan delay);
}
