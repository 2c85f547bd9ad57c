using CsCheck;
using FluentAssertions;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training.Histories;

/// <summary>What holds at every moment of any history of any cluster.</summary>
public sealed class HistoryProperties
{
    [Fact]
    public void No_GPU_is_held_twice_and_none_is_promised_twice() => History.Of(Hardware.Asks.Length).Sample(history =>
    {
        var world = history.Begin();
        history.Happen(world, () =>
        {
            world.IsSound().Should().BeTrue();
            foreach (var resource in world.Nodes.SelectMany(node => node.Gpus.Keys).Distinct())
                Promised(world, resource).Should().BeLessThanOrEqualTo(Free(world, resource), $"of {resource}");
        });
    });

    [Fact]
    public void Without_any_one_victim_some_replica_would_lack_its_GPU() => History.Of().Sample(history =>
    {
        var world = history.Begin();
        history.Happen(world, () => Need.Superfluous(world.Snapshot(), world.LastPlan, world.Now).Should().BeEmpty());
    });

    [Fact]
    public void Without_any_one_victim_some_replica_of_whatever_size_would_lack_its_GPUs() => History.Of(Hardware.Asks.Length).Sample(history =>
    {
        var world = history.Begin();
        history.Happen(world, () => Need.Superfluous(world.Snapshot(), world.LastPlan, world.Now).Should().BeEmpty());
    });

    [Fact]
    public void Of_a_full_cluster_no_more_is_taken_than_replicas_of_whatever_size_need() => FullCluster.Gen.Sample(cluster =>
    {
        var snapshot = cluster.Snapshot();

        Need.Superfluous(snapshot, snapshot.Plan(), Paper.Noon).Should().BeEmpty();
    }, iter: 2000);

    [Fact]
    public void Guarded_jobs_are_never_asked_and_nobody_more_often_than_his_limit() => History.Of().Sample(history =>
    {
        var world = history.Begin();
        history.Happen(world, () =>
        {
            foreach (var job in world.Jobs.Values)
                job.Preemptions.Should().HaveCountLessThanOrEqualTo(job.MaxPreemptions);
        });
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_an_hour_wastes_stays_within_the_limit_of_the_pool_whoever_stops_the_jobs(bool foreign) => History.Of().Sample(history =>
    {
        const double limit = 1500;
        var world = (history with { Jobs = [.. history.Jobs.Select(job => job with { Ask = 1 + (job.Ask % 3) })] }).Begin(limit, foreign);
        history.Happen(world);
        foreach (var loss in world.Losses)
        {
            world.Losses.Where(other => other.Pool == loss.Pool && other.At <= loss.At && other.At > loss.At - TimeSpan.FromHours(1)).Sum(other => other.GpuSeconds)
                .Should().BeLessThanOrEqualTo(limit, $"at {loss.At:HH:mm:ss} in {loss.Pool}");
        }
    });

    [Fact]
    public void At_rest_gangs_are_whole_admitted_replicas_are_there_and_nothing_moves() => History.Of().Sample(history =>
    {
        var world = history.Begin();
        history.Happen(world);
        History.Settle(world);
        foreach (var job in world.Jobs.Values)
        {
            world.Held(PodOwner.Training, job.Name).Should().Be(job.GrantedWorkers, $"{job.Name}: {world.LastPlan.TrainingJobs[job.Name]}");
            (job.GrantedWorkers == 0 || job.GrantedWorkers >= job.MinWorkers).Should().BeTrue();
        }

        // A replica whose node is gone waits for another; whoever waits finds nothing free.
        foreach (var (name, admission) in world.LastPlan.Models.Where(pair => world.Held(PodOwner.Model, pair.Key) < pair.Value.Wanted))
            world.Nodes.Count(node => Hardware.Suits(node, world.Models[name].Ask) && world.FreeOn(node, world.Models[name].Ask.Resource) > 0).Should().Be(0, $"{name}: {admission}");
        var before = (Pods: world.Pods.Select(pod => pod.Name).ToList(), Preemptions: Preemptions(world));
        History.Settle(world);
        world.Pods.Select(pod => pod.Name).Should().Equal(before.Pods);
        Preemptions(world).Should().Be(before.Preemptions);
    });

    [Fact]
    public void Everybody_who_fits_alone_runs_again_when_inference_is_gone() => History.Of().Sample(history =>
    {
        var world = history.Begin();
        history.Happen(world);
        world.WantNothing();
        for (var node = 0; node < history.Nodes.Length; node++)
        {
            world.Lose(node, lost: false);
            world.Cordon(node, cordoned: false);
        }

        History.Settle(world);
        History.Settle(world);
        foreach (var job in world.Jobs.Values.Where(job => job.GrantedWorkers == 0))
        {
            var room = world.Nodes.Where(node => Hardware.Suits(node, job.Ask)).Sum(node => world.FreeOn(node, job.Ask.Resource));
            room.Should().BeLessThan(job.MinWorkers, $"{job.Name} waits: {world.LastPlan.TrainingJobs[job.Name].Reason}");
        }
    });

    private static int Preemptions(HistoryWorld world) => world.Jobs.Values.Sum(job => job.Preemptions.Count);

    /// <summary>GPUs that the plan lets somebody take who does not hold them yet.</summary>
    private static int Promised(HistoryWorld world, string resource)
    {
        var models = world.LastPlan.Models.Where(pair => world.Models[pair.Key].Ask.Resource == resource)
            .Sum(pair => Math.Max(0, Math.Min(pair.Value.Admitted, world.Models[pair.Key].WantedReplicas) - Math.Max(world.Held(PodOwner.Model, pair.Key), world.Models[pair.Key].CurrentReplicas)) * world.Models[pair.Key].Ask.Count);
        var jobs = world.LastPlan.TrainingJobs.Where(pair => world.Jobs[pair.Key] is { GrantedWorkers: 0 } job && job.Ask.Resource == resource)
            .Sum(pair => pair.Value.Workers * world.Jobs[pair.Key].Ask.Count);
        return models + jobs;
    }

    private static int Free(HistoryWorld world, string resource) => world.Nodes.Where(node => node.Ready).Sum(node => Math.Max(0, world.FreeOn(node, resource)));
}
