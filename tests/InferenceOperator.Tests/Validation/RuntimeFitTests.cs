using InferenceOperator.Api;
using InferenceOperator.Validation;

namespace InferenceOperator.Tests.Validation;

public sealed class RuntimeFitTests
{
    private readonly ModelDeployment model = new();
    private readonly InferenceRuntime runtime = new() { Metadata = new() { Name = "triton" }, Spec = new() { Metrics = new() { Preset = "triton" } } };

    [Fact]
    public void A_model_with_GPUs_does_not_fit_a_CPU_runtime()
    {
        runtime.Spec.GpuSupport = GpuSupports.None;

        Found().Should().Be("spec.gpu.count \"1\": runtime triton runs on CPUs only: write gpu.count 0, or choose another runtime");
    }

    [Fact]
    public void A_model_without_GPUs_does_not_fit_a_GPU_runtime()
    {
        runtime.Spec.GpuSupport = GpuSupports.Required;
        model.Spec.Gpu.Count = 0;

        Found().Should().Be("spec.gpu.count \"0\": runtime triton runs on GPUs only: write a count of at least 1, or choose another runtime");
    }

    [Fact]
    public void A_GPU_runtime_cannot_fall_back_to_the_CPU()
    {
        runtime.Spec.GpuSupport = GpuSupports.Required;
        model.Spec.Gpu.Fallback = GpuFallbacks.Cpu;

        Found().Should().Be("spec.gpu.fallback \"Cpu\": runtime triton runs on GPUs only: write fallback: None, or choose another runtime");
    }

    [Fact]
    public void Scaling_needs_metrics()
    {
        runtime.Spec.Metrics.Preset = null;

        Found().Should().Be("spec.scaling: runtime triton has no metrics to scale on: write scaling.queries.latency, or mode: Manual");
    }

    [Fact]
    public void Manual_models_need_no_metrics()
    {
        runtime.Spec.Metrics.Preset = null;
        model.Spec.Scaling.Mode = ScalingModes.Manual;

        Found().Should().BeEmpty();
    }

    private string Found() => SpecViolation.Describe(RuntimeFit.Validate(model, runtime));
}
