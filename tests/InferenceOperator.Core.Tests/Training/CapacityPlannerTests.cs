using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

public sealed class CapacityPlannerTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly ObjectName Ocr = PlannerWorld.Name("ocr");

    [Fact]
    public void Uses_free_GPUs_before_it_takes_any()
    {
        var world = new PlannerWorld(1, 4);
        world.RunJob("bert", 2, Hour);
        world.Want("ocr", 2);

        var plan = world.Plan();

        plan.Models[Ocr].Should().Match<ModelAdmission>(it => it.Admitted == 2 && it.Reason == AdmissionReason.Placed);
        PlannerWorld.Victims(plan).Should().BeEmpty();
    }

    [Fact]
    public void Suspends_a_job_and_counts_on_its_GPUs_only_when_its_pods_are_gone()
    {
        var world = new PlannerWorld(1, 4);
        world.RunJob("bert", 4, Hour);
        world.Want("ocr", 1);

        var plan = world.Plan();
        plan.TrainingJobs[PlannerWorld.Name("bert")].Should().Match<TrainingGrant>(it => it.Workers == 0 && it.Kind == GrantKind.Suspend && it.ForModel == Ocr);
        plan.Models[Ocr].Should().Match<ModelAdmission>(it => it.Admitted == 0 && it.Reason == AdmissionReason.Reclaiming && it.Reclaiming == 1);

        world.StopPods(plan);
        world.WriteStatus(plan);
        world.Plan().Models[Ocr].Admitted.Should().Be(0);

        world.PodsGo();
        world.Plan().Models[Ocr].Admitted.Should().Be(1);
    }

    [Fact]
    public void Says_what_it_waits_for_with_numbers()
    {
        var world = new PlannerWorld(1, 4);
        world.RunJob("bert", 4, Hour);
        world.Want("ocr", 1);

        world.Plan().Models[Ocr].WaitingFor.Should().Contain("0 of 4 free").And.Contain("reclaiming 1 from training team/bert").And.Contain("120 s left");
    }

    [Fact]
    public void Shrinks_an_elastic_job_before_it_suspends_another()
    {
        var world = new PlannerWorld(2, 4);
        world.RunJob("fixed", 4, Hour);
        world.RunJob("elastic", 4, Hour, minWorkers: 2);
        world.Want("ocr", 1);

        var plan = world.Plan();

        plan.TrainingJobs[PlannerWorld.Name("elastic")].Should().Match<TrainingGrant>(it => it.Workers == 3 && it.Kind == GrantKind.Shrink);
        PlannerWorld.Victims(plan).Should().ContainSingle();
    }

    [Fact]
    public void Puts_back_the_workers_of_a_shrunk_job_that_turned_out_not_to_be_needed()
    {
        // A replica needs 3 GPUs of one node. The cheaper job, asked first, gives up two of one node, then one of the other; the dearer the rest.
        PodState[] pods =
        [
            .. new[] { "b", "b", "a", "a" }.Select((node, rank) => Paper.Worker("cheap", rank, node)),
            .. new[] { "b", "b", "b", "b", "a" }.Select((node, rank) => Paper.Worker("dear", rank, node)),
        ];
        var cluster = new ClusterSnapshot
        {
            Nodes = [Paper.Node("a", 3), Paper.Node("b", 6)],
            Models = [Paper.Model("ocr", 1, current: 0, gpus: 3)],
            TrainingJobs = [Paper.Job("cheap", 4, 1, granted: 4), Paper.Job("dear", 5, 4, granted: 5)],
            Pods = pods,
        };

        var grants = cluster.Plan().TrainingJobs;

        grants[Paper.Name("cheap")].Should().Match<TrainingGrant>(it => it.Workers == 2 && it.Kind == GrantKind.Shrink);
        grants[Paper.Name("dear")].Should().Match<TrainingGrant>(it => it.Workers == 4 && it.Kind == GrantKind.Shrink);
    }

    [Fact]
    public void Takes_from_the_job_that_loses_least()
    {
        var world = new PlannerWorld(2, 4);
        world.RunJob("long", 4, TimeSpan.FromMinutes(9));
        world.RunJob("fresh", 4, TimeSpan.FromMinutes(6));
        world.Want("ocr", 1);

        PlannerWorld.Victims(world.Plan()).Should().Equal(PlannerWorld.Name("fresh"));
    }

    [Fact]
    public void Spares_a_young_job_while_another_will_do_and_takes_it_when_none_will()
    {
        var world = new PlannerWorld(2, 4);
        world.RunJob("old", 4, Hour);
        world.RunJob("young", 4, TimeSpan.FromMinutes(1));
        world.Want("ocr", 1);
        PlannerWorld.Victims(world.Plan()).Should().Equal(PlannerWorld.Name("old"));

        world.Want("ocr", 8);
        PlannerWorld.Victims(world.Plan()).Should().HaveCount(2);
    }

    [Fact]
    public void Stops_two_gangs_of_four_for_eight_GPUs_and_breaks_none()
    {
        var world = new PlannerWorld(50, 8);
        for (var job = 0; job < 100; job++)
            world.RunJob($"job-{job:000}", 4, Hour);
        world.Want("ocr", 8);

        var plan = world.Plan();

        PlannerWorld.Victims(plan).Should().HaveCount(2);
        plan.TrainingJobs.Values.Should().OnlyContain(grant => grant.Workers == 0 || grant.Workers == 4);
    }

    [Fact]
    public void Takes_one_gang_rather_than_many_jobs_that_lose_more_together()
    {
        var world = new PlannerWorld(2, 4);
        for (var job = 0; job < 4; job++)
            world.RunJob($"single-{job}", 1, Hour);
        world.RunJob("gang", 4, TimeSpan.FromMinutes(6));
        world.Want("ocr", 4);

        PlannerWorld.Victims(world.Plan()).Should().Equal(PlannerWorld.Name("gang"));
    }

    [Fact]
    public void Takes_a_job_that_saves_at_once_before_one_that_takes_its_time()
    {
        var world = new PlannerWorld(2, 4);
        world.RunJob("slow", 4, TimeSpan.FromMinutes(6), gracePeriod: TimeSpan.FromMinutes(30));
        world.RunJob("quick", 4, Hour);
        world.Want("ocr", 1);
        PlannerWorld.Victims(world.Plan()).Should().Equal(PlannerWorld.Name("quick"));

        world.Want("ocr", 5);
        PlannerWorld.Victims(world.Plan()).Should().HaveCount(2);
    }

    [Fact]
    public void Asks_the_same_job_again_though_another_has_become_cheaper()
    {
        var world = new PlannerWorld(2, 4);
        world.RunJob("first", 4, TimeSpan.FromMinutes(6));
        world.RunJob("second", 4, TimeSpan.FromMinutes(8));
        world.Want("ocr", 1);
        PlannerWorld.Victims(world.Plan()).Should().Equal(PlannerWorld.Name("first"));

        world.Saved("second");

        PlannerWorld.Victims(world.Plan()).Should().Equal([PlannerWorld.Name("first")], "it may be stopping already");
    }

    [Fact]
    public void Says_how_long_one_replica_more_would_wait_for_its_GPUs()
    {
        var world = new PlannerWorld(1, 4);
        world.Want("ocr", 1);
        world.RunJob("bert", 2, Hour);
        world.Settle();
        TimeSpan? Next() => world.Plan().Models[Ocr].NextReplica;
        Next().Should().Be(TimeSpan.Zero, "a GPU is free");

        world.Stranger(1);
        Next().Should().Be(TimeSpan.FromSeconds(120), "that is how long bert may take to save");

        world.Saved("bert", TimeSpan.FromSeconds(7));
        Next().Should().Be(TimeSpan.FromSeconds(7), "so long it took the last time");

        world.Want("ocr", 3);
        world.Settle();
        Next().Should().BeNull("nobody is left to be asked");
    }

    [Fact]
    public void Frees_whole_places_on_one_node_for_a_large_replica()
    {
        var world = new PlannerWorld(2, 4);
        for (var job = 0; job < 8; job++)
            world.RunJob($"job-{job}", 1, Hour);
        world.Want("ocr", 1, gpus: 4);

        world.Settle();

        world.Held(PodOwner.Model, Ocr).Should().Be(1);
        world.Jobs.Count(job => job.GrantedWorkers == 0).Should().Be(4);
    }

    [Fact]
    public void Serves_Critical_before_Standard_before_Batch()
    {
        var world = new PlannerWorld(1, 2);
        world.Want("batch", 2, priority: ModelPriority.Batch);
        world.Want("standard", 1);
        world.Want("critical", 1, priority: ModelPriority.Critical);

        var admitted = world.Plan().Models.ToDictionary(pair => pair.Key.Name, pair => pair.Value.Admitted);

        admitted.Should().BeEquivalentTo(new Dictionary<string, int> { ["critical"] = 1, ["standard"] = 1, ["batch"] = 0 });
    }

    [Fact]
    public void Every_model_gets_one_replica_before_any_gets_its_second_whatever_it_has_already()
    {
        var world = new PlannerWorld(1, 4);
        world.Want("big", 3);
        world.Settle();
        world.Want("big", 6);
        world.Want("small", 1);

        world.Plan().Models[PlannerWorld.Name("small")].Admitted.Should().Be(1);
    }

    [Fact]
    public void Training_yields_to_a_models_first_replica_before_anothers_second()
    {
        var world = new PlannerWorld(1, 4);
        world.RunJob("guarded", 2, Hour, maxPreemptions: 0);
        world.Want("big", 1);
        world.Settle();
        world.RunJob("bert", 1, Hour);
        world.Want("big", 6);
        world.Want("small", 1);

        world.Plan().TrainingJobs[PlannerWorld.Name("bert")].ForModel.Should().Be(PlannerWorld.Name("small"));
    }

    [Fact]
    public void Says_when_no_node_could_ever_fit()
    {
        var world = new PlannerWorld(2, 4);
        world.RunJob("bert", 4, Hour);
        world.Want("ocr", 1, gpus: 8);

        var plan = world.Plan();

        plan.Models[Ocr].Reason.Should().Be(AdmissionReason.NoSuitableNode);
        PlannerWorld.Victims(plan).Should().BeEmpty();
    }

    [Fact]
    public void Gives_back_after_the_delay_and_not_before()
    {
        var world = new PlannerWorld(1, 4);
        world.RunJob("bert", 4, Hour);
        world.Want("ocr", 1);
        world.Settle();
        world.Want("ocr", 0);
        world.Settle();

        world.Pass(world.Pool.GiveBackDelay - TimeSpan.FromSeconds(1));
        world.Plan().TrainingJobs.Values.Single().Should().Match<TrainingGrant>(it => it.Workers == 0 && it.ResumeEstimate != null && it.QueuePosition == 1);
        world.Pass(TimeSpan.FromSeconds(1));
        world.Plan().TrainingJobs.Values.Single().Workers.Should().Be(4);
    }

    [Fact]
    public void A_new_job_leaves_alone_what_waiting_inference_needs()
    {
        var world = new PlannerWorld(1, 4);
        world.RunJob("bert", 3, Hour, maxPreemptions: 0);
        world.Want("ocr", 2);
        world.Settle();
        world.QueueJob("new", 1);

        world.Plan().TrainingJobs[PlannerWorld.Name("new")].Workers.Should().Be(0);
    }

    [Fact]
    public void A_gang_that_is_stopping_stays_the_only_victim_until_that_is_on_record()
    {
        var world = new PlannerWorld(2, 4);
        world.RunJob("restarts", 4, Hour);
        world.RunJob("runs", 4, Hour);
        world.Want("ocr", 1);
        var plan = world.Plan();

        world.StopPods(plan);

        PlannerWorld.Victims(world.Plan()).Should().Equal(PlannerWorld.Victims(plan), "pods are told to stop before that is on record");
    }
}
