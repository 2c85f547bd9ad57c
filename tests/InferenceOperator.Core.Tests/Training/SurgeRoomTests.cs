using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>A rollout with one spare GPU, moment by moment.</summary>
public sealed class SurgeRoomTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private readonly NodeState _node = Paper.Node("node", 3);

    [Fact]
    public void The_pod_that_takes_the_spare_GPU_is_the_room_that_it_was_promised()
    {
        var before = At(Old("a"), Old("b"));
        var waits = At(Old("a"), Old("b"), Surge(node: null));
        var bound = At(Old("a"), Old("b"), Surge());

        new[] { before, waits, bound }.Should().OnlyContain(moment => moment.Admission("ocr").CanSurge);
    }

    [Fact]
    public void An_old_pod_that_stops_makes_the_room_for_the_next_step() =>
        At(Old("a").Stopping(Grace), Old("b"), Surge(), Surge("d", node: null)).Admission("ocr").CanSurge.Should().BeTrue();

    [Fact]
    public void A_pod_whose_place_is_gone_gets_no_room_so_that_the_rollout_goes_on_in_place() =>
        At(Old("a"), Old("b"), Surge(node: null), Paper.Pod("notebook", "node")).Admission("ocr").CanSurge.Should().BeFalse();

    [Fact]
    public void An_old_pod_that_stops_on_a_cordoned_node_makes_no_room()
    {
        var away = Paper.Node("away", 1) with { Schedulable = false };
        var moment = At(Old("a", "away").Stopping(Grace), Old("b"), Surge(), Surge("d", node: null), Paper.Pod("notebook", "node"));

        (moment with { Nodes = [_node, away] }).Admission("ocr").CanSurge.Should().BeFalse();
    }

    [Fact]
    public void Training_does_not_get_the_place_of_a_pod_that_waits_for_it()
    {
        var job = Paper.Job("bert", workers: 1, minWorkers: 1);
        (At(Old("a"), Old("b")) with { TrainingJobs = [job] }).Grant("bert").Workers.Should().Be(1);

        (At(Old("a"), Old("b"), Surge(node: null)) with { TrainingJobs = [job] }).Grant("bert").Workers.Should().Be(0);
    }

    [Fact]
    public void Two_rollouts_do_not_share_one_spare_GPU()
    {
        var moment = At(Old("a"), Surge(node: null), Paper.Replica("det", "det-a", "node"), Paper.Replica("det", "det-b", null)) with
        {
            Models = [Paper.Model("ocr", 1), Paper.Model("det", 1)],
        };

        moment.Plan().Models.Values.Count(model => model.CanSurge).Should().Be(1);
    }

    [Fact]
    public void A_single_replica_that_is_to_be_replaced_takes_its_spare_GPU_from_training()
    {
        var moment = Single(Paper.Job("bert", workers: 1, minWorkers: 1, granted: 1), Paper.Worker("bert", 0, "node"));

        moment.Admission("ocr").Should().Match<ModelAdmission>(it => !it.CanSurge && it.SurgeAsked && it.SurgeComing!.Contains("reclaiming 1 from training team/bert"));
        moment.Grant("bert").Kind.Should().Be(GrantKind.Suspend);
    }

    [Fact]
    public void The_spare_GPU_that_training_left_is_held_until_the_new_pod_is_there()
    {
        var moment = Single(Paper.Job("bert", workers: 1, minWorkers: 1));

        moment.Admission("ocr").Should().Match<ModelAdmission>(it => it.CanSurge && it.SurgeComing == null);
        moment.Grant("bert").Kind.Should().Be(GrantKind.Wait);
    }

    [Fact]
    public void A_protected_job_keeps_its_GPU_and_the_rollout_goes_in_place()
    {
        var moment = Single(Paper.Job("bert", workers: 1, minWorkers: 1, granted: 1) with { MaxPreemptions = 0 }, Paper.Worker("bert", 0, "node"));

        moment.Admission("ocr").Should().Match<ModelAdmission>(it => !it.CanSurge && it.SurgeAsked && it.SurgeComing == null);
        moment.Grant("bert").Kind.Should().Be(GrantKind.Run);
    }

    [Fact]
    public void No_model_yields_to_a_rollout()
    {
        var moment = Single(null, Paper.Replica("batch", "batch-a", "node")) with
        {
            Models = [Rolling() with { Priority = ModelPriority.Critical }, Paper.Model("batch", 1) with { Priority = ModelPriority.Batch, MinReplicas = 0 }],
        };

        moment.Admission("batch").Admitted.Should().Be(1);
        moment.Admission("ocr").SurgeComing.Should().BeNull();
    }

    [Fact]
    public void A_replica_that_lacks_its_GPU_goes_before_a_rollout()
    {
        var moment = Single(Paper.Job("bert", workers: 1, minWorkers: 1, granted: 1), Paper.Worker("bert", 0, "node")) with
        {
            Models = [Rolling(), Paper.Model("det", 1, current: 0) with { Priority = ModelPriority.Batch }],
        };

        moment.Admission("det").Reason.Should().Be(AdmissionReason.Reclaiming);
        moment.Admission("ocr").Should().Match<ModelAdmission>(it => !it.CanSurge && it.SurgeComing == null);
    }

    private static ModelDemand Rolling() => Paper.Model("ocr", 1) with { WantsSurge = true };

    /// <summary>Two GPUs, of which the only replica of a model that is being rolled out has one.</summary>
    private static ClusterSnapshot Single(TrainingDemand? job, params PodState[] others) => new()
    {
        Nodes = [Paper.Node("node", 2)],
        Models = [Rolling()],
        TrainingJobs = job is null ? [] : [job],
        Pods = [Old("a"), .. others],
    };

    private static PodState Old(string pod, string node = "node") => Paper.Replica("ocr", pod, node);

    private static PodState Surge(string pod = "c", string? node = "node") => Paper.Replica("ocr", pod, node);

    private ClusterSnapshot At(params PodState[] pods) => new() { Nodes = [_node], Models = [Paper.Model("ocr", 2)], Pods = pods };
}
