using InferenceOperator.Api;

namespace InferenceOperator.Validation;

/// <summary>Checks that a model and the runtime chosen for it fit together.</summary>
public static class RuntimeFit
{
    /// <summary>Finds what does not fit; empty when all does.</summary>
    /// <param name="model">A valid ModelDeployment.</param>
    /// <param name="runtime">The InferenceRuntime chosen for it.</param>
    public static IReadOnlyList<SpecViolation> Validate(ModelDeployment model, InferenceRuntime runtime)
    {
        var violations = new Violations();
        var name = runtime.Metadata.Name;
        var gpu = model.Spec.Gpu;
        violations.Require(
            runtime.Spec.GpuSupport != GpuSupports.None || gpu.Count == 0,
            "spec.gpu.count", $"runtime {name} runs on CPUs only: write gpu.count 0, or choose another runtime", $"{gpu.Count}");
        violations.Require(
            runtime.Spec.GpuSupport != GpuSupports.Required || gpu.Count > 0,
            "spec.gpu.count", $"runtime {name} runs on GPUs only: write a count of at least 1, or choose another runtime", $"{gpu.Count}");
        violations.Require(
            runtime.Spec.GpuSupport != GpuSupports.Required || gpu.Fallback != GpuFallbacks.Cpu,
            "spec.gpu.fallback", $"runtime {name} runs on GPUs only: write fallback: None, or choose another runtime", gpu.Fallback);
        violations.Require(
            !NeedsSignal(model.Spec.Scaling) || HasSignal(model.Spec.Scaling, runtime.Spec.Metrics),
            "spec.scaling", $"runtime {name} has no metrics to scale on: write scaling.queries.latency, or mode: Manual");
        return violations.Found;
    }

    private static bool NeedsSignal(ScalingSpec scaling) => scaling.Mode == ScalingModes.Slo && scaling.MinReplicas < scaling.MaxReplicas;

    private static bool HasSignal(ScalingSpec scaling, RuntimeMetrics metrics) =>
        scaling.Queries?.Latency is not null || metrics.Preset is not null || metrics.Queries?.Latency is not null;
}
