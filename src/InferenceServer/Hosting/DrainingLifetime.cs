using System.Runtime.InteropServices;

namespace InferenceServer.Hosting;

/// <summary>
/// SIGTERM and SIGINT: not ready at once, requests are answered for the drain window, then the host stops. Endpoints of a Service are
/// updated after the signal was sent, so a server that closed its port at once would fail requests. A second signal stops without waiting.
/// </summary>
internal sealed partial class DrainingLifetime(
    ServerState state, ServeOptions options, IHostApplicationLifetime application, TimeProvider time, ILogger<DrainingLifetime> logger) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly CancellationTokenSource _hurry = new();
    private int _count;

    /// <inheritdoc />
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _hurry.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
            _ = DrainAsync(context.Signal);
        else
            _hurry.Cancel();
    }

    private async Task DrainAsync(PosixSignal signal)
    {
        state.BeginDrain();
        LogDraining(signal, options.DrainWindow.TotalSeconds);
        await Task.Delay(options.DrainWindow, time, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A stop while the host is still starting would be an error.
        application.ApplicationStarted.Register(application.StopApplication);
    }

    [LoggerMessage(1, LogLevel.Information, "{Signal}: not ready any more, draining for {Seconds} s")]
    private partial void LogDraining(PosixSignal signal, double seconds);
}
