using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>The model's rules in a case.</summary>
internal static class Policies
{
    /// <summary>The objective of the case, and the defaults.</summary>
    /// <param name="setting">The case.</param>
    public static ScalingPolicy Of(SimulationSetting setting) => new()
    {
        MinReplicas = setting.MinReplicas,
        MaxReplicas = setting.MaxReplicas,
        Percentile = (int)setting.Percentile,
        Target = TimeSpan.FromSeconds(setting.TargetSeconds),
    };
}
