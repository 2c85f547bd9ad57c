using System.Globalization;
using InferenceOperator.Core.Scaling.Scrape;
using InferenceOperator.Metrics.Scraping.Exposition;

namespace InferenceOperator.Metrics.Scraping.Presets;

/// <summary>Collects what one page of a pod says, by the rules of a preset. Series that differ in labels alone are added.</summary>
/// <param name="preset">The preset.</param>
internal sealed class SnapshotCollector(ScrapePreset preset) : ISampleSink
{
    private readonly Dictionary<SeriesRole, double> _sums = [];
    private readonly SortedDictionary<double, double> _buckets = [];
    private readonly SortedDictionary<double, double> _quantiles = [];
    private double? _started;

    /// <summary>The page is one of the server that the preset means.</summary>
    public bool IsPresent => _sums.ContainsKey(SeriesRole.Presence);

    /// <inheritdoc/>
    public bool Wants(ReadOnlySpan<byte> name)
    {
        foreach (var rule in preset.Rules)
        {
            if (name.SequenceEqual(rule.NameBytes))
                return true;
        }

        return name.SequenceEqual(StartTime);
    }

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> name, LabelSet labels, double value)
    {
        if (name.SequenceEqual(StartTime))
            _started = value;
        foreach (var rule in preset.Rules)
        {
            if (name.SequenceEqual(rule.NameBytes) && rule.Takes(labels))
                Take(rule, labels, value);
        }
    }

    /// <summary>What was collected.</summary>
    /// <param name="at">When the page was read, on a clock that never goes back.</param>
    /// <param name="run">Names the run of the container, for servers that do not say when they started.</param>
    /// <returns>The snapshot.</returns>
    public PodSnapshot Snapshot(TimeSpan at, string run) => new()
    {
        At = at,
        // The server's own word changes together with its counters, the pod's status a moment later.
        Incarnation = _started?.ToString(CultureInfo.InvariantCulture) ?? run,
        Requests = Sum(SeriesRole.Requests),
        Rejected = preset.Says(SeriesRole.Rejected) ? Sum(SeriesRole.Rejected) : null,
        InFlight = _sums.TryGetValue(SeriesRole.InFlight, out var inFlight) ? inFlight : null,
        LatencySum = Sum(SeriesRole.LatencySum),
        LatencyCount = Sum(SeriesRole.LatencyCount),
        QueueSum = Sum(SeriesRole.QueueSum),
        QueueCount = Sum(SeriesRole.QueueCount),
        Buckets = [.. _buckets.Select(bucket => new BucketCount(bucket.Key, bucket.Value))],
        Quantiles = [.. _quantiles.Select(quantile => new QuantileValue(quantile.Key, quantile.Value))],
    };

    private static ReadOnlySpan<byte> StartTime => "process_start_time_seconds"u8;

    private double Sum(SeriesRole role) => _sums.GetValueOrDefault(role);

    private void Take(SeriesRule rule, LabelSet labels, double value)
    {
        switch (rule.Role)
        {
            case SeriesRole.LatencyBucket:
                if (Number(labels, "le"u8) is { } bound)
                    _buckets[bound] = _buckets.GetValueOrDefault(bound) + value;
                break;
            case SeriesRole.LatencyQuantile:
                if (Number(labels, "quantile"u8) is { } quantile)
                    _quantiles[quantile] = Greater(_quantiles.TryGetValue(quantile, out var other) ? other : double.NaN, value * rule.Unit);
                break;
            default:
                _sums[rule.Role] = Sum(rule.Role) + (value * rule.Unit);
                break;
        }
    }

    // Percentiles cannot be added: the slower one speaks. NaN is that of nothing.
    private static double Greater(double one, double other) => double.IsNaN(one) || other > one ? other : one;

    private static double? Number(LabelSet labels, ReadOnlySpan<byte> name) =>
        labels.TryGet(name, out var text) && SampleValue.TryParse(text, out var value) && !double.IsNaN(value) ? value : null;
}
