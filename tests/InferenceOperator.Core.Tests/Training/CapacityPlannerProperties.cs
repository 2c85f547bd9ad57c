using CsCheck;
using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Tests.Training;

public sealed class CapacityPlannerProperties
{
    private static readonly Gen<(int Workers, int Minutes, int Kind)[]> Jobs = Gen.Select(Gen.Int[1, 5], Gen.Int[0, 90], Gen.Int[0, 3]).Array[0, 7];
    private static readonly Gen<(int Wanted, int Gpus, int Priority)[]> Models = Gen.Select(Gen.Int[0, 6], Gen.Int[1, 3], Gen.Int[0, 2]).Array[0, 4];
    private static readonly Gen<(int Nodes, int Gpus, (int, int, int)[] Jobs, (int, int, int)[] Models, int Oddities)> Clusters =
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 6], Jobs, Models, Gen.Int[0, 17]);

    [Fact]
    public void No_GPU_is_handed_out_twice() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        var plan = world.Plan();
        var admitted = plan.Models.Sum(pair => pair.Value.Admitted * Ask(world, pair.Key));
        var begun = plan.TrainingJobs.Where(pair => world.Held(PodOwner.Training, pair.Key) == 0).Sum(pair => pair.Value.Workers);

        (admitted + begun).Should().BeLessThanOrEqualTo(world.Free);

        world.Settle();
        world.IsSound().Should().BeTrue();
        // Where a replica of several GPUs is bound is kube-scheduler's choice, which may split what the plan kept whole.
        foreach (var (name, admission) in world.Plan().Models.Where(pair => cluster.Models.All(model => model.Item2 == 1)))
            world.Held(PodOwner.Model, name).Should().Be(admission.Admitted, "every admitted replica has a place");
    });

    [Fact]
    public void Protected_jobs_are_never_touched() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        var guarded = world.Jobs.Where(job => job.MaxPreemptions == 0).Select(job => job.Name).ToList();

        world.Settle().Intersect(guarded).Should().BeEmpty();
    });

    [Fact]
    public void Nothing_is_taken_without_unmet_demand() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        var plan = world.Plan();

        if (plan.Models.Values.All(model => model.Admitted == model.Wanted))
            PlannerWorld.Victims(plan).Should().BeEmpty();
    });

    [Fact]
    public void No_victim_is_more_than_needed_for_replicas_of_one_GPU() => Clusters.Sample(cluster =>
    {
        cluster.Models = [.. cluster.Models.Select(model => (model.Item1, 1, model.Item3))];
        var world = World(cluster);
        var plan = world.Plan();
        var needed = plan.Models.Values.Sum(model => model.Reclaiming);
        var freed = plan.TrainingJobs.ToDictionary(pair => pair.Key, pair => world.Jobs.Single(job => job.Name == pair.Key).GrantedWorkers - pair.Value.Workers);

        foreach (var victim in PlannerWorld.Victims(plan))
            (freed.Values.Where(workers => workers > 0).Sum() - freed[victim]).Should().BeLessThan(needed, $"{victim} would not be needed");
    });

    [Fact]
    public void A_plan_on_its_way_asks_nobody_else_for_replicas_of_one_GPU() => Clusters.Sample(cluster =>
    {
        // Replicas of several GPUs are placed greedily: a small replica or a restarted worker can split the room freed for a large one.
        cluster.Models = [.. cluster.Models.Select(model => (model.Item1, 1, model.Item3))];
        var world = World(cluster);
        var plan = world.Plan();
        var victims = PlannerWorld.Victims(plan).ToList();
        string Say(IEnumerable<ObjectName> names) => string.Join(", ", names.Select(name => name.Name).Order());
        void Expect(string when) => Say(PlannerWorld.Victims(world.Plan()).Except(victims)).Should().BeEmpty($"{when}, asked: {Say(victims)}");

        Expect("the same snapshot gives the same plan");
        world.StopPods(plan);
        Expect("the pods were told and it is not yet on record");
        world.WriteStatus(plan);
        Expect("it is on record and the pods are stopping");
        world.PodsGo();
        Expect("the pods are gone and the replicas are not there yet");
    });

    [Fact]
    public void At_constant_load_nothing_moves() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        world.Settle();
        Calm(world);
        var pods = world.Pods.Select(pod => pod.Name).ToList();
        for (var hour = 0; hour < 24; hour++)
        {
            world.Pass(TimeSpan.FromHours(1));
            world.Settle().Should().BeEmpty();
        }

        world.Pods.Select(pod => pod.Name).Should().BeEquivalentTo(pods);
    }, iter: 50);

    [Fact]
    public void Every_suspended_job_comes_back_when_inference_leaves() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        world.Settle();
        for (var model = 0; model < cluster.Models.Length; model++)
            world.Want($"model-{model}", 0);
        Calm(world);

        var plan = world.Plan();
        var away = world.Jobs.Where(job => job.GrantedWorkers < job.Workers)
            .Select(job => $"{job.Name}: {job.GrantedWorkers} of {job.MinWorkers} to {job.Workers}, {plan.TrainingJobs[job.Name].Reason}, {world.Free} free");
        away.Should().BeEmpty();
    });

    [Fact]
    public void After_a_node_is_lost_every_gang_runs_whole_or_waits() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        world.Settle();
        world.LoseNode(cluster.Oddities % cluster.Nodes);
        world.Settle();

        var plan = world.Plan();
        foreach (var job in world.Jobs.Where(job => job.GrantedWorkers > 0))
            world.Held(PodOwner.Training, job.Name).Should().Be(job.GrantedWorkers, $"{job.Name}: {plan.TrainingJobs[job.Name].Reason}");

        world.NodeComesBack(cluster.Oddities % cluster.Nodes);
        for (var model = 0; model < cluster.Models.Length; model++)
            world.Want($"model-{model}", 0);
        Calm(world);
        world.Jobs.Where(job => job.GrantedWorkers < job.Workers).Should().BeEmpty();
    });

    [Fact]
    public void After_a_node_is_lost_every_gang_runs_whole_or_waits_also_when_strangers_take_its_places_while_it_restarts() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        world.Settle();
        world.LoseNode(cluster.Oddities % cluster.Nodes);
        world.Settle(round =>
        {
            // A pod of somebody else is bound just before those of the gang that was to have the place.
            if (round < 3) world.Stranger(1);
        });

        var plan = world.Plan();
        foreach (var job in world.Jobs)
            world.Held(PodOwner.Training, job.Name).Should().Be(job.GrantedWorkers, $"{job.Name}: {plan.TrainingJobs[job.Name].Reason}");
        world.Jobs.Where(job => job.GrantedWorkers > 0 && job.GrantedWorkers < job.MinWorkers).Should().BeEmpty();
    });

    [Fact]
    public void No_model_waits_for_a_replica_of_one_GPU_while_a_job_may_be_asked() => Clusters.Sample(cluster =>
    {
        cluster.Models = [.. cluster.Models.Select(model => (model.Item1, 1, model.Item3))];
        var world = World(cluster);
        world.Settle();

        if (world.Plan().Models.Values.Any(model => model.Admitted < model.Wanted))
            world.Jobs.Where(job => job.MaxPreemptions > 0 && job.GrantedWorkers > 0).Should().BeEmpty();
    });

    [Fact]
    public void The_order_in_which_nodes_are_listed_changes_nothing() => Clusters.Sample(cluster =>
    {
        var world = World(cluster);
        world.QueueJob("new", 2);
        if (world.EvenNodes is { } even)
            world.EvenNodes = even with { TrainingMaxGpus = 1, Reserve = 1 };
        var snapshot = world.Snapshot();

        string Say(ClusterSnapshot listed) => string.Join("\n", listed.Plan().TrainingJobs.OrderBy(pair => pair.Key, ObjectName.Order));
        Say(snapshot with { Nodes = [.. snapshot.Nodes.Reverse()] }).Should().Be(Say(snapshot));
    });

    private static void Calm(PlannerWorld world)
    {
        for (var round = 0; round < 12; round++)
        {
            world.Settle();
            world.Pass(world.Pool.GiveBackDelay + world.Pool.MinRuntime);
        }

        world.Settle();
    }

    private static int Ask(PlannerWorld world, ObjectName model) => world.Snapshot().Models.Single(it => it.Name == model).Ask.Count;

    private static PlannerWorld World((int Nodes, int Gpus, (int, int, int)[] Jobs, (int, int, int)[] Models, int Oddities) cluster)
    {
        var world = new PlannerWorld(cluster.Nodes, cluster.Gpus);
        // Of 18 oddities: none to two strangers, a stuck pod or none, one pool or two.
        for (var stranger = 0; stranger < cluster.Oddities % 3; stranger++)
            world.Stranger(1);
        if (cluster.Oddities / 3 % 2 == 1)
            world.StuckStranger();
        if (cluster.Oddities / 6 > 0)
            world.EvenNodes = new PoolRules { Name = "even", NodeSelector = new Dictionary<string, string> { ["pool"] = "even" } };
        foreach (var ((workers, minutes, kind), index) in cluster.Jobs.Select((job, index) => (job, index)))
            world.RunJob($"job-{index}", workers, TimeSpan.FromMinutes(minutes), minWorkers: kind == 1 ? 1 : workers, maxPreemptions: kind == 2 ? 0 : 100);
        foreach (var ((wanted, gpus, priority), index) in cluster.Models.Select((model, index) => (model, index)))
            world.Want($"model-{index}", wanted, gpus, (ModelPriority)priority);
        return world;
    }
}
