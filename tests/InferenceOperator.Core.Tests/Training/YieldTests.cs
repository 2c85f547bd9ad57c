using FluentAssertions;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>The last step of the ladder: replicas of lower priority go to models of higher priority.</summary>
public sealed class YieldTests
{
    private static readonly ObjectName Batch = PlannerWorld.Name("batch");
    private static readonly ObjectName Standard = PlannerWorld.Name("standard");
    private static readonly ObjectName Critical = PlannerWorld.Name("critical");

    [Fact]
    public void Takes_from_training_first()
    {
        var world = World(4, (Batch, 2, ModelPriority.Batch));
        world.RunJob("bert", 2, TimeSpan.FromHours(1));
        world.Want("critical", 2, priority: ModelPriority.Critical);

        var plan = world.Plan();

        plan.Models[Batch].Admitted.Should().Be(2);
        PlannerWorld.Victims(plan).Should().ContainSingle();
    }

    [Fact]
    public void Batch_yields_before_Standard_what_is_beyond_its_minReplicas_and_both_say_why()
    {
        var world = World(4, (Batch, 2, ModelPriority.Batch), (Standard, 2, ModelPriority.Standard));
        world.Want("critical", 2, priority: ModelPriority.Critical, minReplicas: 0);

        var models = world.Plan().Models;

        models[Batch].Should().Match<ModelAdmission>(it => it.Admitted == 1 && it.Reason == AdmissionReason.Yielding
            && it.WaitingFor == "1 of 2 replicas go to model team/critical of higher priority: it lacks GPUs, and training has none left to give");
        models[Standard].Admitted.Should().Be(1);
        models[Critical].Should().Match<ModelAdmission>(it => it.Admitted == 0 && it.Reclaiming == 2 && it.WaitingFor!.Contains("reclaiming 2 from model team/batch, model team/standard"));
    }

    [Fact]
    public void The_fewest_replicas_of_a_model_yield_only_to_the_fewest_of_one_of_higher_priority()
    {
        var world = World(2, (Batch, 2, ModelPriority.Batch));
        world.Want("critical", 2, priority: ModelPriority.Critical, minReplicas: 1);
        world.Settle();
        (world.Held(PodOwner.Model, Critical), world.Held(PodOwner.Model, Batch)).Should().Be((1, 1));

        world.Want("critical", 2, priority: ModelPriority.Critical, minReplicas: 2);
        world.Settle();

        (world.Held(PodOwner.Model, Critical), world.Held(PodOwner.Model, Batch)).Should().Be((2, 0));
    }

    [Fact]
    public void Comes_back_when_the_other_has_enough_and_rests()
    {
        var world = World(3, (Batch, 3, ModelPriority.Batch));
        world.Want("critical", 2, priority: ModelPriority.Critical);
        world.Settle();
        var pods = world.Pods.Select(pod => pod.Name).ToList();
        world.Settle();
        world.Pods.Select(pod => pod.Name).Should().Equal(pods, "at constant demand nothing moves");

        world.Want("critical", 1, priority: ModelPriority.Critical);
        world.Settle();

        world.Held(PodOwner.Model, Batch).Should().Be(2);
    }

    [Fact]
    public void Equals_and_models_that_somebody_else_scales_yield_nothing()
    {
        var world = World(2, (Standard, 2, ModelPriority.Standard));
        world.Want("other", 1);
        world.Plan().Models[Standard].Admitted.Should().Be(2);

        var snapshot = World(2, (Batch, 2, ModelPriority.Batch)).Snapshot();
        var wanting = Paper.Model("critical", wanted: 1, current: 0) with { Priority = ModelPriority.Critical };
        (snapshot with { Models = [.. snapshot.Models.Select(model => model with { CanYield = false }), wanting] }).Admission("batch").Admitted.Should().Be(2);
    }

    [Fact]
    public void Yields_no_pod_where_another_of_it_could_go_in_vain()
    {
        // The Deployment chooses which pod goes: of two, one is where the other model could not be.
        var cluster = new ClusterSnapshot
        {
            Nodes = [Paper.Node("a", 1) with { Product = "A100" }, Paper.Node("h", 1)],
            Models =
            [
                Paper.Model("batch", 2) with { Priority = ModelPriority.Batch },
                Paper.Model("critical", wanted: 1, current: 0) with { Priority = ModelPriority.Critical, Ask = new GpuAsk { Products = ["A100"] } },
            ],
            Pods = [Paper.Replica("batch", "one", "a"), Paper.Replica("batch", "two", "h")],
        };

        cluster.Admission("batch").Admitted.Should().Be(2);
        (cluster with { Pods = [cluster.Pods[0]], Models = [Paper.Model("batch", 1) with { Priority = ModelPriority.Batch }, cluster.Models[1]] }).Admission("batch").Admitted.Should().Be(0);
    }

    private static PlannerWorld World(int gpus, params (ObjectName Name, int Replicas, ModelPriority Priority)[] models)
    {
        var world = new PlannerWorld(1, gpus);
        foreach (var (name, replicas, priority) in models) world.Want(name.Name, replicas, priority: priority);
        world.Settle();
        return world;
    }
}
