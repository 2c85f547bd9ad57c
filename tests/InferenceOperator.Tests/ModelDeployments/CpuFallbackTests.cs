using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class CpuFallbackTests
{
    private static readonly ModelDeploymentSpec FallsBack = Given.Model(spec => (spec.Gpu.Count, spec.Gpu.Fallback) = (1, GpuFallbacks.Cpu)).Spec;

    [Fact]
    public void What_runs_on_cpus_stays_there_until_the_plan_speaks() => CpuFallback.IsUsed(FallsBack, null, Deployment(useCpu: true)).Should().BeTrue();

    [Fact]
    public void What_runs_on_gpus_stays_there() => CpuFallback.IsUsed(FallsBack, null, Deployment(useCpu: false)).Should().BeFalse();

    [Fact]
    public void A_new_model_waits_for_the_plan() => CpuFallback.IsUsed(FallsBack, null, null).Should().BeFalse();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_plans_word_counts(bool useCpu) =>
        CpuFallback.IsUsed(FallsBack, new AdmissionView(1, null, null, false, useCpu), Deployment(!useCpu)).Should().Be(useCpu);

    [Fact]
    public void A_model_without_the_fallback_is_never_moved_to_cpus() =>
        CpuFallback.IsUsed(Given.Model(spec => spec.Gpu.Count = 1).Spec, null, Deployment(useCpu: true)).Should().BeFalse();

    private static V1Deployment Deployment(bool useCpu)
    {
        var inputs = Given.Inputs(model => model.Gpu.Count = 1) with { UseCpu = useCpu };
        return DeploymentBuilder.Build(inputs, PodTemplateBuilder.Build(inputs));
    }
}
