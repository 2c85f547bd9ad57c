using InferenceOperator.Core.Simulation;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Benchmarks.Training.Simulated;

/// <summary>The cases of the benchmark.</summary>
internal static class TrainingCases
{
    // Of what inference leaves, and submitted in this part of the load: training always has something to do, and can be done soon after.
    private const double Load = 0.9;
    private const double SubmittedUntil = 0.7;

    // An hour's load becomes 28 hours: a day is counted after it has settled.
    private const double ConstantStretch = 28;

    private static readonly TraceClass[] Loads = [TraceClass.Diurnal, TraceClass.Burst, TraceClass.Step, TraceClass.FlashCrowd, TraceClass.OnOff, TraceClass.SlowRamp];

    /// <summary>All classes of loads of the scaling benchmark, with jobs that are rigid, and with jobs half of which are elastic.</summary>
    public static IEnumerable<TrainingCase> Generated() =>
        from load in Loads from elastic in (double[])[0, 0.5] select new TrainingCase(load, elastic > 0 ? "elastic jobs" : "rigid jobs", Made(elastic));

    /// <summary>Jobs of recorded traces, where they are there, under a day's wave and under bursts.</summary>
    public static IEnumerable<TrainingCase> Recorded() =>
        from load in (TraceClass[])[TraceClass.Diurnal, TraceClass.Burst] from trace in RecordedJobs.Find() select new TrainingCase(load, trace.Name, (seed, duration, left) => trace.Fit(seed, SubmittedUntil * duration, Load * left));

    /// <summary>A load that does not change.</summary>
    public static IEnumerable<TrainingCase> Constant() =>
        from elastic in (double[])[0, 0.5] select new TrainingCase(TraceClass.Constant, elastic > 0 ? "elastic jobs" : "rigid jobs", Made(elastic)) { LoadStretch = ConstantStretch };

    private static Func<ulong, double, double, IReadOnlyList<ReplayedJob>> Made(double elastic) =>
        (seed, duration, left) => JobGenerator.Generate(new JobMix { Seed = seed, GpuSeconds = Load * left, SubmittedUntil = SubmittedUntil * duration, Elastic = elastic });
}
