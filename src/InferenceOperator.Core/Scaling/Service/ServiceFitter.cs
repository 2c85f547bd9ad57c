namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Fits the service's curve: by <see cref="ServiceFit"/> the inverse of latency is linear in the load, so that a weighted linear regression
/// finds it. Readings near the objective weigh most. Where loads were too alike for a slope, the slope is that of a replica that does
/// one request at a time, which errs on the safe side.
/// </summary>
public static class ServiceFitter
{
    private const double LeastReadings = 3;
    private const double PriorReadings = 2;
    private const double PriorSpread = 0.12;
    private const double TailNoise = 0.25;
    private const double MostOfFull = 0.92;
    private const double ShareOfFull = 0.6;

    /// <summary>Fits.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="targetSeconds">The objective, seconds.</param>
    /// <returns>The fit; null when too little was seen.</returns>
    public static ServiceFit? Fit(ServiceEvidence evidence, double targetSeconds)
    {
        var (mean, tail, readings) = (new LineFit(), new LineFit(), 0.0);
        foreach (var bin in evidence.Bins.Values)
        {
            var near = bin.Weight / (1 + Math.Pow((bin.TailSpeed * targetSeconds) - 1, 2));
            mean.Add(bin.Load, bin.Speed, near);
            tail.Add(bin.Load, bin.TailSpeed, near);
            readings += bin.Weight;
        }

        if (readings < LeastReadings || !(mean.MeanY > 0))
            return evidence.Saturation is { } full ? OfFull(full, targetSeconds, evidence.Samples) : null;
        var prior = PriorReadings * Math.Pow(PriorSpread * tail.MeanX, 2);
        // A queue with one server is full at (1 + requests in it) / latency: the line through the mean point to there.
        var meanLine = mean.Slope(-mean.MeanY / mean.MeanY, prior);
        var tailLine = tail.Slope(-tail.MeanY / mean.MeanY, prior);
        return Of(mean, meanLine, tail, tailLine, prior, targetSeconds, evidence);
    }

    private static ServiceFit? Of(LineFit mean, double meanSlope, LineFit tail, double tailSlope, double prior, double targetSeconds, ServiceEvidence evidence)
    {
        var samples = evidence.Samples;
        meanSlope = Math.Min(meanSlope, -1e-6 * mean.MeanY / mean.MeanX);
        tailSlope = Math.Min(tailSlope, -1e-3 * tail.MeanY / tail.MeanX);
        var service = 1 / (mean.MeanY - (meanSlope * mean.MeanX));
        var idleTailSpeed = tail.MeanY - (tailSlope * tail.MeanX);
        if (!(service > 0) || !double.IsFinite(service))
            return null;
        var load = (idleTailSpeed - (1 / targetSeconds)) / -tailSlope;
        var throughput = idleTailSpeed / -tailSlope;
        if (!(load > 0))
            return new(service, throughput * service, 1 / (idleTailSpeed * service), 1, samples);

        // Error of the load: that of the line there, by the usual formula, over its slope.
        var away = load - tail.MeanX;
        var noise = TailNoise / targetSeconds;
        var error = noise * Math.Sqrt((1 / tail.Weight) + (away * away / (tail.SpreadX + prior))) / -tailSlope / load;
        if (evidence.Saturation is { } full)
            (throughput, load) = (Math.Min(throughput, full), Math.Min(load, MostOfFull * full));
        return Through(load, throughput, service, targetSeconds, Math.Clamp(error, 0, 1), samples);
    }

    /// <summary>Only what full replicas do is known.</summary>
    private static ServiceFit OfFull(double full, double targetSeconds, int samples) => Through(ShareOfFull * full, full, 1 / full, targetSeconds, 1, samples);

    /// <summary>The curve that has a load at the objective and ends at a throughput.</summary>
    private static ServiceFit Through(double load, double throughput, double service, double targetSeconds, double uncertainty, int samples) =>
        new(service, throughput * service, targetSeconds / service * (1 - (load / throughput)), uncertainty, samples);
}
