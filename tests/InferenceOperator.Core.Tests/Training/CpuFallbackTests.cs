using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>A model that runs on CPU nodes while no GPU node fits, and how it gets from there to a GPU.</summary>
public sealed class CpuFallbackTests
{
    private static readonly NodeState Gpu = Paper.Node("gpu", 1);
    private static readonly ModelDemand Ocr = Paper.Model("ocr", 1) with { CpuFallback = true, OnCpu = true, PodsOnCpu = 1 };
    private static readonly ClusterSnapshot Cluster = new() { Nodes = [Paper.Node("cpu", 0)], Models = [Ocr] };

    public static TheoryData<string, NodeState, PodState[]> NoRoom => new()
    {
        { "busy with a stranger's pod", Gpu, [Paper.Pod("notebook", "gpu")] },
        { "not ready", Gpu with { Ready = false }, [] },
        { "cordoned", Gpu with { Schedulable = false }, [] },
        { "busy with training", Gpu, [Paper.Worker("bert", 0, "gpu")] },
    };

    [Fact]
    public void Runs_on_CPU_nodes_while_no_node_fits() => Cluster.Admission("ocr").Should().Match<ModelAdmission>(it => it.UseCpu && it.Admitted == 1);

    [Theory]
    [MemberData(nameof(NoRoom))]
    public void Stays_there_while_the_node_that_would_fit_has_no_room(string because, NodeState node, PodState[] pods) =>
        (Cluster with { Nodes = [node], Pods = pods }).Admission("ocr").Should().Match<ModelAdmission>(it => it.UseCpu && it.Admitted == 1, because);

    [Fact]
    public void Takes_the_GPU_from_training_meanwhile()
    {
        var plan = (Cluster with { Nodes = [Gpu], TrainingJobs = [Paper.Job("bert", 1, 1, granted: 1)], Pods = [Paper.Worker("bert", 0, "gpu")] }).Plan();

        plan.TrainingJobs.Values.Single().Kind.Should().Be(GrantKind.Suspend);
        plan.Models.Values.Single().Should().Match<ModelAdmission>(it => it.UseCpu && it.Reclaiming == 1);
    }

    [Fact]
    public void Leaves_when_a_GPU_is_held_for_it_and_keeps_the_old_pod_until_the_new_one_serves()
    {
        var held = Cluster with { Nodes = [Gpu] };
        var begun = held with { Models = [Ocr with { OnCpu = true, PodsOnCpu = 1 }], Pods = [Paper.Replica("ocr", "new", "gpu")] };

        new[] { held, begun }.Should().OnlyContain(moment => moment.Admission("ocr") == new ModelAdmission(1, 1, AdmissionReason.Placed, null, true, 0, null));
    }

    [Fact]
    public void Makes_as_many_replicas_as_there_are_GPUs() =>
        (Cluster with { Nodes = [Gpu], Models = [Ocr with { WantedReplicas = 3, CurrentReplicas = 3, PodsOnCpu = 3 }] }).Admission("ocr")
            .Should().Match<ModelAdmission>(it => !it.UseCpu && it.Admitted == 1 && it.CanSurge);

    [Fact]
    public void A_model_that_waits_for_a_busy_GPU_and_runs_nowhere_goes_on_waiting() =>
        (Cluster with { Nodes = [Gpu], Pods = [Paper.Pod("notebook", "gpu")], Models = [Ocr with { OnCpu = false, PodsOnCpu = 0, CurrentReplicas = 0 }] }).Admission("ocr")
            .Should().Match<ModelAdmission>(it => !it.UseCpu && it.Admitted == 0 && it.Reason == AdmissionReason.Waiting);
}
