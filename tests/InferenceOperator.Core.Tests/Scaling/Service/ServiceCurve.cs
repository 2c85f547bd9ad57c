using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling.Service;

/// <summary>A replica that is exactly as the model of the service says: mean latency S / (1 - x·S/C), percentile V times that.</summary>
/// <param name="Seconds">S.</param>
/// <param name="Parallelism">C.</param>
/// <param name="Variability">V.</param>
internal sealed record ServiceCurve(double Seconds, double Parallelism, double Variability)
{
    public double LoadAt(double target) => Parallelism / Seconds * (1 - (Variability * Seconds / target));

    public double Mean(double load) => Seconds / (1 - (load * Seconds / Parallelism));

    /// <summary>Readings at loads that are shares of the load at the objective.</summary>
    public ServiceEvidence SeenAt(double target, double weight, params double[] shares) => shares.Aggregate(ServiceEvidence.None, (evidence, share) =>
    {
        var load = share * LoadAt(target);
        return evidence.With(load, Mean(load), Variability * Mean(load), weight);
    });

    public ServiceFit Fit(double uncertainty = 0.05, int samples = 100) => new(Seconds, Parallelism, Variability, uncertainty, samples);
}
