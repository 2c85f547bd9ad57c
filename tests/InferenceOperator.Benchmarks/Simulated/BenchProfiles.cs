using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>The two services that the scaling benchmark is about.</summary>
internal static class BenchProfiles
{
    /// <summary>As a vision model on ONNX Runtime: one request at a time, all nearly alike; the objective is four times its service time.</summary>
    public static readonly BenchService Onnx = new(
        new ServiceProfile { Name = "onnx", Points = [new(1, 0.25)], Variability = 0.1 }, TargetSeconds: 1, Percentile: 99);

    /// <summary>As a large language model with continuous batching: many at once, each slower the more there are, lengths very different.</summary>
    public static readonly BenchService Llm = new(
        new ServiceProfile { Name = "llm", Points = [new(1, 8), new(4, 8.6), new(8, 9.6), new(16, 12), new(24, 15), new(32, 19)], Variability = 0.6 },
        TargetSeconds: 50,
        Percentile: 99);
}
