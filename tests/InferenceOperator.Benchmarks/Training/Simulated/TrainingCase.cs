using InferenceOperator.Benchmarks.Simulated;
using InferenceOperator.Core.Simulation;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Benchmarks.Training.Simulated;

/// <summary>A joint case of the benchmark: a class of loads and where the jobs come from.</summary>
/// <param name="Load">The class of loads.</param>
/// <param name="Jobs">Name of the jobs in tables.</param>
/// <param name="JobsOf">The jobs of a seed, for a load of a length in seconds that leaves so many GPU-seconds to training.</param>
internal sealed record TrainingCase(TraceClass Load, string Jobs, Func<ulong, double, double, IReadOnlyList<ReplayedJob>> JobsOf)
{
    // Minutes become hours, as training takes them: 8 to 42 hours a load.
    private const double Stretch = 8;

    // The classes go up to some 12 units: the highest of them fills the cluster.
    private const double ReplicasPerUnit = 2;
    private const double Minute = 60;

    /// <summary>The model: text with continuous batching on one GPU; the objective is a p95.</summary>
    public static readonly BenchService Service = new(
        new ServiceProfile { Name = "llm", Points = [new(1, 4), new(4, 4.4), new(8, 5.2), new(16, 7.5)], Variability = 0.4 }, TargetSeconds: 15, Percentile: 95);

    /// <summary>GPUs of each node: as many in all as the highest loads fill.</summary>
    public static readonly int[] Nodes = [8, 8, 8];

    /// <summary>Name in tables.</summary>
    public string Name => $"{Load} · {Jobs}";

    /// <summary>Stretch of the load.</summary>
    public double LoadStretch { get; init; } = Stretch;

    /// <summary>The case of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <returns>The case.</returns>
    public JointCase Of(ulong seed)
    {
        var trace = TraceGenerator.Generate(Load, seed, ReplicasPerUnit * Service.Capacity, LoadStretch);
        var inference = Enumerable.Range(0, (int)(trace.DurationSeconds / Minute)).Sum(minute => trace.RateOf(minute * Minute) / Service.Capacity * Minute);
        return new JointCase
        {
            Inference = new SimulationSetting
            {
                Trace = trace,
                Profile = Service.Profile,
                TargetSeconds = Service.TargetSeconds,
                Percentile = Service.Percentile,
                StartupSeconds = 60,
                InitialReplicas = (int)Math.Ceiling(trace.RateOf(0) / Service.Capacity) + 1,
                MaxReplicas = Nodes.Sum(),
                Seed = seed,
            },
            NodeGpus = Nodes,
            Jobs = JobsOf(seed, trace.DurationSeconds, (Nodes.Sum() * trace.DurationSeconds) - inference),
        };
    }
}
