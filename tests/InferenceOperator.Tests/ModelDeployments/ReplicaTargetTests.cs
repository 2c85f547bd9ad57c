using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ReplicaTargetTests
{
    // mode, replicas of the spec, bounds 2..6, GPUs; decision, admitted (-1: none), current (-1: no Deployment) -> wanted, set
    [Theory]
    [InlineData(ScalingModes.Slo, 1, 4, 4, 2, 4, 4)] // all have a place
    [InlineData(ScalingModes.Slo, 1, 5, 3, 2, 5, 3)] // never more than admitted
    [InlineData(ScalingModes.Slo, 1, 2, 5, 5, 2, 2)] // scaled down at once
    [InlineData(ScalingModes.Slo, 1, 9, 9, 2, 6, 6)] // the bounds hold
    [InlineData(ScalingModes.Slo, 1, -1, -1, -1, 2, 0)] // new, no plan: nothing runs yet
    [InlineData(ScalingModes.Slo, 1, -1, -1, 4, 4, 4)] // restarted, nothing decided: what runs stays
    [InlineData(ScalingModes.Slo, 1, 5, -1, 4, 5, 4)] // decided, no plan: none added
    [InlineData(ScalingModes.Slo, 0, 5, -1, 4, 5, 5, 0)] // no GPUs: no plan needed
    [InlineData(ScalingModes.Manual, 3, 5, 3, 1, 3, 3)] // the owner's number
    [InlineData(ScalingModes.Manual, 3, 5, 1, 1, 3, 1)] // still admitted
    [InlineData(ScalingModes.External, 8, 5, 1, 1, 8, 8)] // cannot be held back
    [InlineData(ScalingModes.Manual, 0, 5, 3, 3, 0, 0)] // zero is a number
    public void Sets_what_is_wanted_and_has_a_place(string mode, int replicas, int decided, int admitted, int current, int wanted, int set, int gpus = 1)
    {
        var target = Given.Model(model => (model.Scaling.Mode, model.Scaling.MinReplicas, model.Scaling.MaxReplicas, model.Replicas, model.Gpu.Count) = (mode, 2, 6, replicas, gpus));

        ReplicaTarget.Decide(target, Decision(decided), Admission(admitted), current < 0 ? null : current).Should().Be(new ReplicaTarget(wanted, set));
    }

    [Fact]
    public void Runs_nothing_while_suspended() =>
        ReplicaTarget.Decide(Given.Model(model => model.Suspend = true), Decision(4), Admission(4), 4).Should().Be(new ReplicaTarget(0, 0));

    [Fact]
    public void Needs_no_gpu_when_it_falls_back_to_the_cpu() =>
        ReplicaTarget.Decide(Given.Model(), Decision(4), new AdmissionView(0, null, null, false, UseCpu: true), null).Should().Be(new ReplicaTarget(4, 4));

    private static ScalingView? Decision(int desired) => desired < 0 ? null : new ScalingView(desired, "Fresh", true, 0.1, 1, "why");

    private static AdmissionView? Admission(int admitted) => admitted < 0 ? null : new AdmissionView(admitted, null, null, false, false);
}
