namespace InferenceOperator.Simulation;

/// <summary>A closed load: so many callers, each sends its next request when the last one was answered.</summary>
/// <param name="send">Sends a request and waits for its answer.</param>
/// <param name="time">The clock.</param>
internal sealed class ClosedLoop(Func<CancellationToken, Task> send, TimeProvider time)
{
    // A tenth of the time is enough for connections, caches and clocks to settle.
    private const double WarmUpShare = 0.1;

    /// <summary>Runs it, after a warm-up that does not count.</summary>
    /// <param name="concurrency">Callers.</param>
    /// <param name="duration">How long new requests are sent; every caller sends at least one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="InputException">The server refused a request.</exception>
    /// <exception cref="OverloadedException">The server has too much to do.</exception>
    public async Task<Measurement> RunAsync(int concurrency, TimeSpan duration, CancellationToken cancellationToken)
    {
        await PhaseAsync(concurrency, duration * WarmUpShare, cancellationToken);
        var start = time.GetTimestamp();
        var latencies = await PhaseAsync(concurrency, duration, cancellationToken);
        return Measurement.Of(concurrency, latencies, time.GetElapsedTime(start).TotalSeconds);
    }

    private async Task<List<double>> PhaseAsync(int concurrency, TimeSpan duration, CancellationToken cancellationToken)
    {
        // The first that fails stops the others.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = time.GetTimestamp();
        var callers = Enumerable.Range(0, concurrency).Select(_ => Task.Run(CallAsync, CancellationToken.None)).ToList();
        await foreach (var caller in Task.WhenEach(callers))
        {
            if (!caller.IsCompletedSuccessfully)
                await stop.CancelAsync();
        }

        if (callers.Select(caller => caller.Exception?.InnerException).OfType<Exception>().FirstOrDefault() is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        cancellationToken.ThrowIfCancellationRequested();
        return [.. callers.SelectMany(caller => caller.Result)];

        async Task<List<double>> CallAsync()
        {
            List<double> latencies = [];
            do
            {
                var sent = time.GetTimestamp();
                await send(stop.Token);
                latencies.Add(time.GetElapsedTime(sent).TotalSeconds);
            }
            while (time.GetElapsedTime(start) < duration);
            return latencies;
        }
    }
}
