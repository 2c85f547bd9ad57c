using System.Collections.Concurrent;
using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Signals;

/// <summary>
/// Leaves a model's own queries alone for a growing while after they were not answered: they are as slow and as large as their author made
/// them, and cost that model its signal, nobody else.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class CustomBackoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Failure> _failures = new();

    /// <summary>Why the model is not asked now; null when it is. Changed queries are asked at once.</summary>
    /// <param name="request">The model.</param>
    /// <returns>The last error, with the time until the next try.</returns>
    public QueryError? Skips(SignalRequest request)
    {
        if (!_failures.TryGetValue(request.Uid, out var failure) || failure.Queries != TextOf(request.Queries) || failure.Until <= time.GetUtcNow())
            return null;
        var left = Math.Ceiling((failure.Until - time.GetUtcNow()).TotalSeconds);
        return failure.Error with { Message = string.Create(CultureInfo.InvariantCulture, $"{failure.Error.Message}; asked again in {left} s") };
    }

    /// <summary>Takes in how the model's queries went.</summary>
    /// <param name="request">The model.</param>
    /// <param name="error">Why one was not answered; null when all were.</param>
    public void Heard(SignalRequest request, QueryError? error)
    {
        if (error is not { Kind: QueryErrorKind.Unreachable })
        {
            _failures.TryRemove(request.Uid, out _);
            return;
        }

        var queries = TextOf(request.Queries);
        var before = _failures.TryGetValue(request.Uid, out var failure) && failure.Queries == queries ? failure.Times : 0;
        var wait = First * Math.Pow(2, Math.Min(before, 10));
        _failures[request.Uid] = new Failure(queries, before + 1, time.GetUtcNow() + (wait < Longest ? wait : Longest), error);
    }

    /// <summary>Forgets models that are gone.</summary>
    /// <param name="uids">UIDs of those that are there.</param>
    public void KeepOnly(IReadOnlySet<string> uids)
    {
        foreach (var gone in _failures.Keys.Where(uid => !uids.Contains(uid)))
            _failures.TryRemove(gone, out _);
    }

    private static string TextOf(MetricQueries? queries) => $"{queries?.Latency}\n{queries?.Rate}\n{queries?.InFlight}";

    private sealed record Failure(string Queries, int Times, DateTimeOffset Until, QueryError Error);
}
