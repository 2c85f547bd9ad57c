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

    private static PodState Old(string pod, string node = "node") => Paper.Replica("ocr", pod, node);

    private static PodState Surge(string pod = "c", string? node = "node") => Paper.Replica("ocr", pod, node);

    private ClusterSnapshot At(params PodState[] pods) => new() { Nodes = [_node], Models = [Paper.Model("ocr", 2)], Pods = pods };
}
