using InferenceOperator.Api;
using InferenceOperator.Scaling;
using k8s.Models;

namespace InferenceOperator.Tests.Scaling;

public sealed class WantedReplicasTests
{
    [Theory]
    [InlineData(null, null, null, 2)] // new: the minimum
    [InlineData(null, null, 5, 5)] // a restart without status: what runs
    [InlineData(null, 6, 4, 6)] // a restart after a step up was written and before it was made
    [InlineData(null, 4, 6, 6)] // a restart after a step up was made and before it was written
    [InlineData(3, 6, 6, 3)] // a decision counts
    [InlineData(1, null, 1, 2)] // below the minimum
    [InlineData(50, null, 1, 8)] // above the maximum
    [InlineData(null, 0, 0, 2)] // was suspended
    public void Follows_the_decision_else_what_was_wanted_or_runs_inside_the_bounds(int? decided, int? status, int? deployed, int expected)
    {
        var model = Model(spec => spec.Scaling = new ScalingSpec { MinReplicas = 2, MaxReplicas = 8 });
        model.Status = status is { } desired ? new ModelDeploymentStatus { DesiredReplicas = desired } : null;

        WantedReplicas.Now(model, decided, deployed).Should().Be(expected);
    }

    [Theory]
    [InlineData(null, null, null, 1)] // new: it must show that it can serve
    [InlineData(null, 0, 0, 0)] // a restart while nobody asks
    [InlineData(null, 1, 0, 1)] // a restart after it was woken and before the replica was made
    [InlineData(null, 0, 3, 3)] // a restart amid the way down
    [InlineData(0, 2, 2, 0)] // a decision counts
    public void Where_none_need_run_a_new_model_begins_with_one_and_a_restart_wakes_none(int? decided, int? status, int? deployed, int expected)
    {
        var model = Model(spec => spec.Scaling = new ScalingSpec { MinReplicas = 0, MaxReplicas = 8 });
        model.Status = status is { } desired ? new ModelDeploymentStatus { DesiredReplicas = desired } : null;

        WantedReplicas.Now(model, decided, deployed).Should().Be(expected);
    }

    [Theory]
    [InlineData(ScalingModes.Manual)]
    [InlineData(ScalingModes.External)]
    public void Other_modes_take_the_specs_word(string mode) =>
        WantedReplicas.Now(Model(spec => (spec.Scaling.Mode, spec.Replicas) = (mode, 7)), decided: 2, deployed: 2).Should().Be(7);

    [Fact]
    public void A_suspended_model_wants_none() => WantedReplicas.Now(Model(spec => spec.Suspend = true), 5, 5).Should().Be(0);

    [Fact]
    public void A_model_that_is_being_deleted_wants_none()
    {
        var model = Model(_ => { });
        model.Metadata.DeletionTimestamp = DateTime.UtcNow;

        WantedReplicas.Now(model, 5, 5).Should().Be(0);
    }

    private static ModelDeployment Model(Action<ModelDeploymentSpec> change)
    {
        var model = new ModelDeployment { Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision" } };
        change(model.Spec);
        return model;
    }
}
