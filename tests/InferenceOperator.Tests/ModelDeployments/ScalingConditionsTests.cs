using System.Reflection;
using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Tests.ModelDeployments;

/// <summary>Why a model does not scale, as its conditions tell it.</summary>
public sealed class ScalingConditionsTests
{
    private const string Why = "the decision's sentence";

    private static readonly ModelFacts Scaling = new()
    {
        Spec = Given.Model().Spec,
        Wanted = 2,
        Allowed = 2,
        Ready = 2,
        Bound = 2,
        GpusPerReplica = 1,
        Scaling = new ScalingStatus { Signal = "Fresh", ObservedLatency = "130ms", RequestRate = "41", Reason = Why },
        SignalUsable = true,
        ObjectiveMet = false,
        LookedFor = "looked for the series of preset onnx",
    };

    private static readonly ModelFacts AtZero = Scaling with
    {
        Spec = Given.Model(model => model.Scaling.MinReplicas = 0).Spec,
        Wanted = 0,
        Allowed = 0,
        Ready = 0,
        Bound = 0,
        Scaling = new ScalingStatus { Signal = "Absent", Reason = Why },
        SignalUsable = false,
        ObjectiveMet = null,
    };

    private static readonly SecondOwner OfChild = new(true, "HorizontalPodAutoscaler vision/x writes spec.replicas of Deployment ocr");
    private static readonly SecondOwner OfModel = new(false, "HorizontalPodAutoscaler vision/x writes spec.replicas, which has no effect in mode Slo");

    public static TheoryData<string, string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string, string>();
            foreach (var (name, _, active, objective) in Cases)
                table.Add(name, active, objective);
            return table;
        }
    }

    private static IReadOnlyList<(string Name, ModelFacts Facts, string Active, string Objective)> Cases =>
    [
        ("it scales", Scaling, "True Fresh: " + Why, "False AboveObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("nothing was decided yet", Scaling with { Scaling = null, SignalUsable = null, ObjectiveMet = null }, "Unknown NoDecisionYet: no signal has been read yet", "Unknown NoDecisionYet: latency is not measured"),
        ("no series match", Signal("Absent"), $"False Absent: {Why}; looked for the series of preset onnx", "Unknown Absent: latency is not measured"),
        ("no replica is there that could have series", Signal("Absent") with { Ready = 0 }, $"False Absent: {Why}; no replica is ready yet", "Unknown Absent: latency is not measured"),
        ("samples are old", Signal("Stale"), "False Stale: " + Why, "Unknown Stale: latency is not measured"),
        ("numbers are nonsense", Signal("Invalid"), "False Invalid: " + Why, "Unknown Invalid: latency is not measured"),
        ("the source is away", Signal("Unreachable"), "False Unreachable: " + Why, "Unknown Unreachable: latency is not measured"),
        ("replicas cannot help", Signal("Infeasible") with { ObjectiveMet = false },
            $"False Infeasible: {Why}; raise spec.scaling.latency.target, or use a faster GPU or model",
            "False Infeasible: p95 is 130ms and the target 80ms, at 41 req/s; raise spec.scaling.latency.target, or use a faster GPU or model"),
        ("maxReplicas is reached", Scaling with { Wanted = 10, Allowed = 10 },
            $"True AtMaxReplicas: p95 is 130ms and the target 80ms, at 41 req/s; spec.scaling.maxReplicas 10 is reached: raise it, or the target; {Why}",
            "False AboveObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("maxReplicas is reached and enough", Scaling with { Wanted = 10, Allowed = 10, ObjectiveMet = true }, "True Fresh: " + Why, "True WithinObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("no GPU is free", Waiting(ConditionReasons.WaitingForGpus), "True WaitingForGpus: 1 of 2 replicas need a GPU; " + Why, "False AboveObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("GPUs come from training", Waiting(ConditionReasons.ReclaimingGpus), "True ReclaimingGpus: 1 of 2 replicas need a GPU; " + Why, "False AboveObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("no node could ever fit", Waiting(ConditionReasons.NoSuitableNode), "True NoSuitableNode: 1 of 2 replicas need a GPU; " + Why, "False AboveObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("another writes the Deployment's replicas", Scaling with { SecondOwner = OfChild }, "False SecondOwner: " + OfChild.Message, "False AboveObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("another writes them in mode Manual", InMode(ScalingModes.Manual) with { SecondOwner = OfChild }, "False SecondOwner: " + OfChild.Message, "Unknown ScalingDisabled: spec.scaling.mode is Manual: latency is not watched"),
        ("an autoscaler writes spec.replicas in vain", Scaling with { SecondOwner = OfModel }, $"True SecondOwner: {OfModel.Message}; {Why}", "False AboveObjective: p95 is 130ms and the target 80ms, at 41 req/s"),
        ("it writes in vain and there is no signal", Signal("Absent") with { SecondOwner = OfModel }, $"False SecondOwner: {OfModel.Message}; {Why}", "Unknown Absent: latency is not measured"),
        ("the owner scales", InMode(ScalingModes.Manual), "False ScalingDisabled: spec.scaling.mode is Manual: spec.replicas is what runs", "Unknown ScalingDisabled: spec.scaling.mode is Manual: latency is not watched"),
        ("another scales", InMode(ScalingModes.External), "False ScalingDisabled: spec.scaling.mode is External: spec.replicas is what runs", "Unknown ScalingDisabled: spec.scaling.mode is External: latency is not watched"),
        ("it is suspended", AtZero with { Spec = Given.Model(model => model.Suspend = true).Spec }, "False Suspended: spec.suspend is true", "Unknown Absent: latency is not measured"),
        ("nobody asks, and the front counts", AtZero with { FrontCounts = true },
            "True ScaledToZero: no requests, so no replica runs; wakes when the annotation inferenceoperator.io/front-requests changes", "True ScaledToZero: no requests to measure: no replica runs"),
        ("nobody asks, and Prometheus is not needed", AtZero with { FrontCounts = true, Scaling = new ScalingStatus { Signal = "Unreachable" } },
            "True ScaledToZero: no requests, so no replica runs; wakes when the annotation inferenceoperator.io/front-requests changes", "True ScaledToZero: no requests to measure: no replica runs"),
        ("nobody asks, and queries tell", AtZero with { FrontQueries = true },
            "True ScaledToZero: no requests, so no replica runs; wakes when the queries of rate or inFlight give more than 0", "True ScaledToZero: no requests to measure: no replica runs"),
        ("nobody asks, and queries are not answered", AtZero with { FrontQueries = true, Scaling = new ScalingStatus { Signal = "Unreachable", Reason = Why } },
            "False Unreachable: " + Why, "Unknown Unreachable: latency is not measured"),
        ("nobody could ask", AtZero, "False NoWakeSignal: no replica runs, and nothing tells of requests: let the front write the annotation inferenceoperator.io/front-requests, "
            + "or write a query of the front's own requests into spec.scaling.queries.rate, or minReplicas: 1", "Unknown Absent: latency is not measured"),
        ("the front's count is none", AtZero with { FrontQueries = true, FrontProblem = "write 42" },
            "True ScaledToZero: no requests, so no replica runs; wakes when the queries of rate or inFlight give more than 0; write 42", "True ScaledToZero: no requests to measure: no replica runs"),
    ];

    [Theory]
    [MemberData(nameof(Table))]
    public void The_conditions_say_what_is_in_the_way(string name, string active, string objective)
    {
        var facts = Cases.Single(row => row.Name == name).Facts;
        var (first, second) = (ScalingConditions.Active(facts), ScalingConditions.ObjectiveMet(facts));

        $"{first.Status} {first.Reason}: {first.Message}".Should().Be(active);
        $"{second.Status} {second.Reason}: {second.Message}".Should().Be(objective);
    }

    [Fact]
    public void Every_reason_is_in_the_vocabulary() =>
        Vocabulary.Should().Contain(Cases.SelectMany(row => new[] { ScalingConditions.Active(row.Facts).Reason, ScalingConditions.ObjectiveMet(row.Facts).Reason }));

    [Fact]
    public void Every_signal_is_in_the_vocabulary() => Vocabulary.Should().Contain(Enum.GetNames<Signal>());

    private static IEnumerable<string> Vocabulary =>
        typeof(ConditionReasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!);

    private static ModelFacts Signal(string signal) => Scaling with
    {
        Scaling = new ScalingStatus { Signal = signal, ObservedLatency = "130ms", RequestRate = "41", Reason = Why },
        SignalUsable = false,
        ObjectiveMet = null,
    };

    private static ModelFacts Waiting(string reason) => Scaling with { Allowed = 1, Admission = new AdmissionView(1, reason, "1 of 2 replicas need a GPU", false, false) };

    private static ModelFacts InMode(string mode) => Scaling with { Spec = Given.Model(model => model.Scaling.Mode = mode).Spec };
}
