using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ModelConditionsTests
{
    private static readonly ModelFacts Serving = new() { Spec = Given.Model().Spec, Wanted = 2, Allowed = 2, Ready = 2, Bound = 2, GpusPerReplica = 1 };

    private static readonly ModelFacts AtZero = Serving with { Spec = Given.Model(model => model.Scaling.MinReplicas = 0).Spec, Wanted = 0, Allowed = 0, Ready = 0, Bound = 0 };

    [Fact]
    public void All_conditions_are_there_from_the_first_sight() => ModelConditions.All(Serving with { Ready = 0, Bound = 0 }).Select(fact => fact.Type).Should().Equal(
        ConditionTypes.Ready, ConditionTypes.Reconciling, ConditionTypes.Stalled, ConditionTypes.Scheduled, ConditionTypes.ModelReady, ConditionTypes.ScalingActive, ConditionTypes.ObjectiveMet);

    [Fact]
    public void A_model_that_serves_is_ready_and_done() =>
        Says(Serving, "Ready=True Available", "Reconciling=False Available", "Stalled=False Progressing", "Scheduled=True Available", "ModelReady=True Available");

    [Fact]
    public void An_invalid_spec_stalls_and_what_runs_still_serves() => Says(
        Serving with { Stall = new Stall(ConditionReasons.InvalidSpec, "write 80ms") },
        "Ready=False InvalidSpec", "Reconciling=False InvalidSpec", "Stalled=True InvalidSpec", "Scheduled=Unknown InvalidSpec", "ModelReady=True Available");

    [Fact]
    public void A_model_that_starts_is_progressing() =>
        Says(Serving with { Ready = 0, Bound = 1 }, "Ready=False Progressing", "Reconciling=True Progressing", "Scheduled=False Progressing", "ModelReady=False Progressing");

    [Fact]
    public void A_rollout_is_not_ready_until_the_last_old_pod_is_gone() =>
        Says(Serving with { RollingOut = true }, "Ready=False Progressing", "Reconciling=True Progressing", "ModelReady=True Available");

    [Fact]
    public void Replicas_that_the_autoscaler_adds_do_not_make_a_serving_model_unready() =>
        Says(Serving with { Wanted = 5, Allowed = 5, Ready = 2, Bound = 3 }, "Ready=True Available", "Reconciling=False Available", "Scheduled=False Progressing");

    [Fact]
    public void Replicas_that_the_owner_asks_for_do()
    {
        var spec = Given.Model(model => (model.Scaling.Mode, model.Replicas) = (ScalingModes.Manual, 5)).Spec;
        Says(Serving with { Spec = spec, Wanted = 5, Allowed = 5 }, "Ready=False Progressing", "ScalingActive=False ScalingDisabled");
    }

    [Fact]
    public void Waiting_for_gpus_is_told_with_the_plans_words()
    {
        var facts = Serving with { Wanted = 3, Allowed = 1, Ready = 1, Bound = 1, Admission = new AdmissionView(1, ConditionReasons.ReclaimingGpus, "needs 2 GPUs; reclaiming 2", false, false) };

        Says(facts, "Ready=True Available", "Scheduled=False ReclaimingGpus");
        Says(facts with { Ready = 0, Bound = 0, Allowed = 0 }, "Ready=False ReclaimingGpus", "Reconciling=True ReclaimingGpus");
        ModelConditions.Scheduled(facts).Message.Should().Be("needs 2 GPUs; reclaiming 2");
    }

    [Fact]
    public void A_crash_is_the_reason_why_it_is_not_ready() =>
        Says(Serving with { Ready = 0, Problem = new PodProblem(ConditionReasons.Crashing, "exit 3") }, "Ready=False Crashing", "Reconciling=True Crashing", "ModelReady=False Crashing", "Scheduled=True Available");

    [Fact]
    public void A_model_that_nobody_asks_is_ready_without_a_replica() =>
        Says(AtZero, "Ready=True ScaledToZero", "Reconciling=False Available", "Stalled=False Progressing", "Scheduled=True Available", "ModelReady=False ScaledToZero");

    [Fact]
    public void Once_woken_it_is_ready_when_the_first_replica_serves()
    {
        Says(AtZero with { Wanted = 2, Allowed = 2 }, "Ready=False Progressing", "Reconciling=True Progressing", "ModelReady=False Progressing");
        Says(AtZero with { Wanted = 2, Allowed = 2, Ready = 1, Bound = 1 }, "Ready=True Available", "ModelReady=True Available");
    }

    [Fact]
    public void Zero_replicas_by_hand_are_not_called_so() =>
        Says(AtZero with { Spec = Given.Model(model => (model.Scaling.Mode, model.Replicas) = (ScalingModes.Manual, 0)).Spec }, "Ready=True Available", "ScalingActive=False ScalingDisabled");

    [Fact]
    public void A_suspended_model_is_neither_ready_nor_on_its_way() => Says(
        Serving with { Spec = Given.Model(model => model.Suspend = true).Spec, Wanted = 0, Allowed = 0, Ready = 0, Bound = 0 },
        "Ready=False Suspended", "Reconciling=False Available", "Stalled=False Progressing", "ScalingActive=False Suspended");

    [Theory]
    [InlineData("70ms", true, "ObjectiveMet=True WithinObjective", "p95 is 70ms and the target 80ms, at 41 req/s")]
    [InlineData("1.3s", false, "ObjectiveMet=False AboveObjective", "p95 is 1.3s and the target 80ms, at 41 req/s")]
    [InlineData(null, true, "ObjectiveMet=True WithinObjective", "no requests to measure against the target 80ms")]
    [InlineData("30ms", false, "ObjectiveMet=False AboveObjective", "requests are rejected because the queue is full; p95 is 30ms and the target 80ms, at 41 req/s", true)]
    [InlineData(null, false, "ObjectiveMet=False AboveObjective", "requests are rejected because the queue is full; none is left to measure against the target 80ms", true)]
    [InlineData("70ms", null, "ObjectiveMet=Unknown Fresh", "latency is not measured")]
    public void The_objective_is_judged_by_the_decision_and_told_with_the_numbers_shown(string? latency, bool? met, string condition, string message, bool rejecting = false)
    {
        var facts = Serving with { Scaling = new ScalingStatus { Signal = "Fresh", ObservedLatency = latency, RequestRate = "41", Reason = "why" }, SignalUsable = true, ObjectiveMet = met, Rejecting = rejecting };

        Says(facts, condition, "ScalingActive=True Fresh");
        ScalingConditions.ObjectiveMet(facts).Message.Should().Be(message);
    }

    [Theory]
    [InlineData("Absent")]
    [InlineData("Unreachable")]
    public void A_signal_that_cannot_be_scaled_by_is_told(string signal) =>
        Says(Serving with { Scaling = new ScalingStatus { Signal = signal, Reason = "why" }, SignalUsable = false }, $"ScalingActive=False {signal}", $"ObjectiveMet=Unknown {signal}");

    [Fact]
    public void An_objective_that_no_replica_can_meet_is_told() =>
        Says(Serving with { Scaling = new ScalingStatus { Signal = "Infeasible", ObservedLatency = "90ms" }, SignalUsable = false, ObjectiveMet = false }, "ObjectiveMet=False Infeasible");

    [Fact]
    public void Without_an_objective_nothing_is_judged() =>
        Says(Serving with { Spec = Given.Model(model => model.Scaling.Latency = null).Spec }, "ObjectiveMet=Unknown NoObjective", "ScalingActive=Unknown NoDecisionYet");

    private static void Says(ModelFacts facts, params string[] expected) =>
        ModelConditions.All(facts).Select(fact => $"{fact.Type}={fact.Status} {fact.Reason}").Should().Contain(expected);
}
