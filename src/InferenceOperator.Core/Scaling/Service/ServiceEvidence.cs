using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Readings of settled replicas, kept by load, so that a long time at one load does not make the others forgotten.
/// </summary>
public sealed record ServiceEvidence
{
    /// <summary>Nothing seen.</summary>
    public static ServiceEvidence None { get; } = new();

    private const double Step = 1.12;
    private const double SaturationWeight = 0.3;

    /// <summary>What was seen, by the logarithm of the load.</summary>
    public ImmutableSortedDictionary<int, LoadBin> Bins { get; init; } = ImmutableSortedDictionary<int, LoadBin>.Empty;

    /// <summary>Readings taken in.</summary>
    public int Samples { get; init; }

    /// <summary>The fit of an earlier process that is not confirmed yet near the objective; null: none, or it is.</summary>
    public ServiceFit? Unconfirmed { get; init; }

    /// <summary>What was seen itself while there is an <see cref="Unconfirmed"/> fit, without what stands for that.</summary>
    public ImmutableSortedDictionary<int, LoadBin> Own { get; init; } = ImmutableSortedDictionary<int, LoadBin>.Empty;

    /// <summary>How far readings are from the <see cref="Unconfirmed"/> fit.</summary>
    public FitError Error { get; init; }

    /// <summary>The most that a replica was seen to do when it was full, requests a second; null: none was full yet.</summary>
    public double? Saturation { get; init; }

    /// <summary>Takes in what full replicas do.</summary>
    /// <param name="load">Requests a second that one ended.</param>
    /// <returns>The evidence with it.</returns>
    public ServiceEvidence Full(double load) => load > 0 && double.IsFinite(load)
        ? this with { Saturation = Saturation is { } known ? known + (SaturationWeight * (load - known)) : load, Samples = Samples + 1 }
        : this;

    /// <summary>Takes a reading in.</summary>
    /// <param name="load">Requests a second that one replica ended.</param>
    /// <param name="meanSeconds">Their mean latency.</param>
    /// <param name="tailSeconds">Their latency percentile.</param>
    /// <param name="weight">What the reading counts.</param>
    /// <returns>The evidence with it.</returns>
    public ServiceEvidence With(double load, double meanSeconds, double tailSeconds, double weight = 1)
    {
        if (!(load > 0) || !double.IsFinite(load) || !(meanSeconds > 0) || !(tailSeconds > 0))
            return this;
        var index = (int)Math.Floor(Math.Log(load) / Math.Log(Step));
        ImmutableSortedDictionary<int, LoadBin> Added(ImmutableSortedDictionary<int, LoadBin> bins) =>
            bins.SetItem(index, bins.GetValueOrDefault(index).With(load, 1 / meanSeconds, 1 / tailSeconds, weight));
        return this with
        {
            Bins = Added(Bins),
            Own = Unconfirmed is null ? Own : Added(Own),
            Error = Unconfirmed is { } earlier ? Error.With(tailSeconds, earlier.LatencyAt(load), weight) : Error,
            Samples = Math.Min(Samples + 1, 1_000_000),
        };
    }

    /// <summary>
    /// Puts an earlier fit right that is refuted by what was seen since: the service is taken for that much faster or slower, and what was seen
    /// itself weighs beside it.
    /// </summary>
    /// <param name="targetSeconds">The objective, seconds.</param>
    /// <returns>The evidence; this where nothing is refuted.</returns>
    public ServiceEvidence Corrected(double targetSeconds) => Unconfirmed is { } earlier && Error.IsRefuting
        ? Rescaled(earlier, Error.Factor, targetSeconds)
        : this;

    /// <summary>The earlier fit, with another service time, beside what was seen itself.</summary>
    private ServiceEvidence Rescaled(ServiceFit earlier, double factor, double targetSeconds)
    {
        var evidence = Of(earlier with { ServiceSeconds = earlier.ServiceSeconds * factor, Samples = 0 }, targetSeconds);
        var bins = evidence.Bins;
        foreach (var (index, bin) in Own)
            bins = bins.SetItem(index, bins.TryGetValue(index, out var beside) ? beside.With(bin.Load, bin.Speed, bin.TailSpeed, bin.Weight) : bin);
        return evidence with { Bins = bins, Own = Own, Saturation = Saturation, Samples = Samples };
    }

    /// <summary>Whether a load that is not above this one was seen to break an objective.</summary>
    /// <param name="load">Requests a second of one replica.</param>
    /// <param name="targetSeconds">The objective, seconds.</param>
    public bool BreaksAt(double load, double targetSeconds)
    {
        foreach (var bin in Bins.Values)
        {
            if (bin.Weight >= 1 && bin.TailSpeed * targetSeconds < 0.9 && bin.Load * 0.9 <= load)
                return true;
        }

        return false;
    }

    /// <summary>Trusts what is known less: something has changed.</summary>
    /// <param name="share">What is left of each weight, 0 to 1.</param>
    /// <returns>The evidence.</returns>
    public ServiceEvidence Faded(double share) => this with
    {
        Bins = Bins.Where(bin => bin.Value.Weight * share > 0.05).ToImmutableSortedDictionary(bin => bin.Key, bin => bin.Value with { Weight = bin.Value.Weight * share }),
    };

    /// <summary>What a fit of an earlier process says, as if it had been seen: two points of its curve.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="targetSeconds">The objective.</param>
    /// <returns>The evidence.</returns>
    public static ServiceEvidence Of(ServiceFit fit, double targetSeconds)
    {
        var load = fit.LoadAt(targetSeconds);
        if (!(load > 0) || !double.IsFinite(load))
            return None;
        var weight = Math.Clamp(fit.Samples / 10.0, 2, 10);
        var evidence = None;
        foreach (var at in new[] { 0.3 * load, load })
        {
            var tail = fit.LatencyAt(at);
            evidence = evidence.With(at, tail / fit.Variability, tail, weight);
        }

        return evidence with { Samples = fit.Samples, Unconfirmed = fit };
    }
}
