using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using InferenceOperator.Controllers.TrainingJobs.Reporting;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;
using k8s.Models;

namespace InferenceOperator.Tests.TrainingJobs;

public sealed class TrainingConditionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TrainingFacts Queued = new() { Spec = new TrainingJobSpec { Workers = 8 }, Gang = new GangFacts() };
    private static readonly TrainingGrant All = new(8, GrantKind.Run, "8 of 8 workers granted");
    private static readonly TrainingGrant None = new(0, GrantKind.Wait, "needs 8 GPUs, 2 of 16 free", QueuePosition: 1);

    public static TheoryData<string, string, string, string, string> Cases() => new()
    {
        // what, state, Ready, Reconciling, Stalled
        { "new", "Queued", "False", "True", "False" },
        { "waiting", "Queued", "False", "True", "False" },
        { "starting", "Starting", "False", "True", "False" },
        { "running", "Running", "True", "False", "False" },
        { "stopping", "Stopping", "False", "True", "False" },
        { "preempted", "Preempted", "False", "True", "False" },
        { "suspended", "Suspended", "False", "False", "False" },
        { "completed", "Completed", "True", "False", "False" },
        { "failed", "Failed", "False", "False", "True" },
        { "invalid", "Invalid", "False", "False", "True" },
        { "invalid but running", "Running", "False", "False", "True" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_where_the_job_stands_as_kstatus_reads_it(string what, string state, string ready, string reconciling, string stalled)
    {
        var facts = Of(what);
        facts.State.Should().Be(state);
        var conditions = TrainingConditions.All(facts);
        conditions.Select(condition => condition.Type).Should().Equal(
            ConditionTypes.Ready, ConditionTypes.Reconciling, ConditionTypes.Stalled, ConditionTypes.Admitted, ConditionTypes.Running,
            ConditionTypes.Preempted, ConditionTypes.Completed, ConditionTypes.Failed);
        conditions.Should().OnlyContain(condition => condition.Reason.Length > 0 && condition.Message.Length > 0);
        (Status(conditions, ConditionTypes.Ready), Status(conditions, ConditionTypes.Reconciling), Status(conditions, ConditionTypes.Stalled)).Should().Be((ready, reconciling, stalled));
        Status(conditions, ConditionTypes.Running).Should().Be(state == "Running" ? "True" : "False");
        Status(conditions, ConditionTypes.Preempted).Should().Be(what == "preempted" ? "True" : "False");
        Status(conditions, ConditionTypes.Completed).Should().Be(what == "completed" ? "True" : "False");
        Status(conditions, ConditionTypes.Failed).Should().Be(what == "failed" ? "True" : "False");
    }

    [Fact]
    public void A_gang_whose_places_are_gone_says_that_it_goes_back_to_the_queue()
    {
        var stopping = Queued with { Gang = new GangFacts { Phase = AttemptPhase.Ending, EndReason = EndReason.Restarted, WorldSize = 8 }, Grant = None };

        TrainingConditions.Stopping(stopping).Should().Be("goes back to the queue: needs 8 GPUs, 2 of 16 free");
        TrainingConditions.Stopping(stopping with { Grant = All with { Workers = 4 } }).Should().Be("goes from 8 to 4 workers");
    }

    [Fact]
    public void Keeps_saying_why_it_was_preempted_and_adds_whether_it_saved()
    {
        var stopping = Queued with { Gang = new GangFacts { Phase = AttemptPhase.Ending, EndReason = EndReason.Preempted, PreemptedAt = Noon }, Grant = new TrainingGrant(0, GrantKind.Suspend, "model vision/ocr needs GPUs") };
        var first = TrainingConditions.Preempted(stopping);
        first.Message.Should().Be("model vision/ocr needs GPUs");
        var later = stopping with
        {
            Grant = None,
            Gang = stopping.Gang with { Phase = AttemptPhase.None, EndDetail = "checkpoint acknowledged: step=1200" },
            Before = new TrainingJobStatus { Conditions = ConditionList.Build(null, [first], 1, Noon) },
        };
        var second = TrainingConditions.Preempted(later);
        second.Message.Should().Be("model vision/ocr needs GPUs; checkpoint acknowledged: step=1200");
        TrainingConditions.Preempted(later with { Before = new TrainingJobStatus { Conditions = ConditionList.Build(null, [second], 1, Noon) } }).Message.Should().Be(second.Message);
    }

    [Fact]
    public void Does_not_take_back_an_admission_while_the_plan_is_silent()
    {
        var before = new TrainingJobStatus { Conditions = [new V1Condition { Type = ConditionTypes.Admitted, Status = "True", Reason = "Available", Message = "8 of 8 workers granted" }] };
        TrainingConditions.Admitted(Of("running") with { Grant = null, Before = before }).Status.Should().Be("True");
        TrainingConditions.Admitted(Queued).Status.Should().Be("Unknown");
    }

    [Fact]
    public void Tells_why_workers_do_not_start() =>
        TrainingConditions.Ready(Of("starting") with { Problem = new PodProblem(ConditionReasons.ImagePullFailed, "pod bert-0: ErrImagePull") }).Reason
            .Should().Be(ConditionReasons.ImagePullFailed);

    private static TrainingFacts Of(string what) => what switch
    {
        "new" => Queued,
        "waiting" => Queued with { Grant = None },
        "starting" => Queued with { Grant = All, Gang = Active(null), Running = 3 },
        "running" => Queued with { Grant = All, Gang = Active(Noon), Running = 8 },
        "stopping" => Queued with { Grant = All, Gang = new GangFacts { Attempt = 1, Phase = AttemptPhase.Ending, EndReason = EndReason.WorkerLost, WorldSize = 8, EndDetail = "a worker was lost" } },
        "preempted" => Queued with { Grant = None, Gang = new GangFacts { Attempt = 1, EndReason = EndReason.Preempted, PreemptedAt = Noon } },
        "suspended" => Queued with { Spec = new TrainingJobSpec { Workers = 8, Suspend = true } },
        "completed" => Queued with { Gang = new GangFacts { Attempt = 1, EndReason = EndReason.Completed, FinishedAt = Noon } },
        "failed" => Queued with { Gang = new GangFacts { Attempt = 4, EndReason = EndReason.Failed, FinishedAt = Noon, Restarts = 4, EndDetail = "worker 1 ended with exit code 3" } },
        "invalid" => Queued with { Stall = new Stall(ConditionReasons.InvalidSpec, "spec.window \"x\": write a duration such as 24h") },
        "invalid but running" => Of("running") with { Stall = Of("invalid").Stall },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static GangFacts Active(DateTimeOffset? startedAt) => new() { Attempt = 1, Phase = AttemptPhase.Active, WorldSize = 8, StartedAt = startedAt };

    private static string Status(IEnumerable<ConditionFact> conditions, string type) => conditions.Single(condition => condition.Type == type).Status;
}
