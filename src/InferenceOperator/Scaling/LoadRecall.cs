using System.Collections.Concurrent;
using System.Threading.Channels;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;

namespace InferenceOperator.Scaling;

/// <summary>
/// Forecasts live from the load of hours and weeks, and an operator that was started again, or has just become the leader, has seen none of it: it asks
/// Prometheus, once for each model and for one model after the other, while scaling goes on without.
/// </summary>
internal sealed partial class LoadRecall(PastLoadReader reader, ScalingBoard board, TimeProvider time, ILogger<LoadRecall> logger) : ILeaderService
{
    private const int MostTries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, PastLoad?> _known = new();
    private readonly Channel<SignalRequest> _asked = Channel.CreateUnbounded<SignalRequest>();

    /// <summary>The past load of a model: asked for at the first call, and given to one call when it is there.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The load; null while it is not there, and ever after it was given.</returns>
    public PastLoad? Take(SignalRequest model)
    {
        if (!reader.CanRead)
            return null;
        if (_known.TryAdd(model.Uid, null))
        {
            _asked.Writer.TryWrite(model);
            return null;
        }

        return _known.TryGetValue(model.Uid, out var load) && load is not null && _known.TryUpdate(model.Uid, null, load) ? load : null;
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var model in _asked.Reader.ReadAllAsync(cancellationToken))
        {
            await RecallAsync(model, cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
            if (_asked.Reader.Count == 0)
                ForgetOthers();
        }
    }

    private async Task RecallAsync(SignalRequest model, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            var (load, error) = await reader.ReadAsync(model, cancellationToken);
            if (load is not null)
            {
                _known[model.Uid] = load;
                var hours = load.Coarse.Values.Count(float.IsFinite) * load.Coarse.Bin.TotalHours;
                LogRecalled(model.Namespace, model.Name, hours);
                return;
            }

            if (error!.Kind == QueryErrorKind.Rejected || tried == MostTries)
            {
                LogNotRecalled(model.Namespace, model.Name, error.Message);
                return;
            }

            await Task.Delay(AfterFailure, time, cancellationToken);
        }
    }

    private void ForgetOthers()
    {
        foreach (var uid in _known.Keys.Where(uid => board.Get(uid) is null))
            _known.TryRemove(uid, out _);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Namespace}/{Model}: {Hours:0.#} hours of its past load are read from Prometheus")]
    private partial void LogRecalled(string @namespace, string model, double hours);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Namespace}/{Model}: its past load cannot be read, forecasts begin with what is seen from now on: {Error}")]
    private partial void LogNotRecalled(string @namespace, string model, string error);
}
