using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>The operator is killed between any two writes of a reclaim and of the give-back, and another one, which knows nothing of the first, takes over.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReclaimCrashTests(ClusterFixture fixture)
{
    /// <summary>A reclaim and its give-back take fewer writes than that.</summary>
    private const int Enough = 80;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_write_is_the_last_of_its_operator(bool elastic)
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(change: spec => spec.MinWorkers = elastic ? 1 : null);
        await scene.AssertTruthAsync();

        await scene.ModelAsync();
        await EveryWriteAsync(scene, async () => (await scene.ModelUntilAsync(_ => true)).Is(ConditionTypes.Ready, "True") && (await scene.JobUntilAsync(_ => true)).Status!.State == (elastic ? "Running" : "Preempted"));
        await scene.ModelReadyAsync();
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0);
        await EveryWriteAsync(scene, async () => (await scene.JobUntilAsync(_ => true)).Status is { State: "Running", ActiveWorkers: 2 });

        var status = (await scene.RunsAsync(workers: 2)).Status!;
        await scene.AssertTruthAsync();
        (status.Preemptions, status.PreemptionTimes!.Count, status.LostGpuSeconds, status.Restarts).Should().Be((1, 1, 10, 0));
        status.LastCheckpoint!.Message.Should().Be(ReclaimScene.Acknowledgement);
    }

    [Theory]
    [Trait("Category", "E2E")]
    [InlineData(false, false, 1, 1)]
    [InlineData(false, true, 1, 1)]
    [InlineData(true, false, 1, 3)]
    [InlineData(true, true, 2, 3)]
    public async Task Counts_once_and_ends_well_whichever_write_was_the_last(bool elastic, bool afterItIsDone, int first, int step)
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(change: spec => (spec.MinWorkers, spec.Checkpoint.ResumeCost) = (elastic ? 1 : null, "1s"));
        await scene.ModelAsync(replicas: 0);

        var died = 1;
        for (var write = first; died > 0 && write < Enough; write += step)
        {
            await scene.AssertTruthAsync();
            var before = (await scene.JobUntilAsync(_ => true)).Status!;
            var kill = KillSwitch.Arm(scene.Proxy, write, afterItIsDone);

            await scene.ReplicasAsync(1);
            await Task.WhenAny(kill.Died, ReclaimedAsync(scene, elastic));
            if (kill.Died.IsCompleted) await scene.TakeOverAsync(kill);
            await ReclaimedAsync(scene, elastic);
            await scene.ReplicasAsync(0);
            await Task.WhenAny(kill.Died, scene.RunsAsync(workers: 2));
            died = kill.Died.IsCompleted ? 1 : 0;
            if (kill.Died.IsCompleted) await scene.TakeOverAsync(kill);
            kill.Disarm();

            var after = (await scene.RunsAsync(workers: 2)).Status!;
            (after.Preemptions - before.Preemptions, after.LostGpuSeconds - before.LostGpuSeconds, after.Restarts).Should().Be((1, 2, 0), $"the operator died at write {write}");
            after.LastCheckpoint!.Message.Should().Be(ReclaimScene.Acknowledgement);
        }
    }

    private static async Task ReclaimedAsync(ReclaimScene scene, bool elastic)
    {
        await scene.ModelReadyAsync();
        await scene.JobUntilAsync(status => elastic ? status is { State: "Running", ActiveWorkers: 1 } : status.State == "Preempted");
    }

    /// <summary>Lets each operator do one write, whose answer it does not see, until the world is as wanted.</summary>
    private static async Task EveryWriteAsync(ReclaimScene scene, Func<Task<bool>> done)
    {
        for (var life = 0; life < Enough; life++)
        {
            var kill = KillSwitch.Arm(scene.Proxy, 1, afterItIsDone: true);
            await Eventually.GetAsync(async () => kill.Died.IsCompleted || await done(), over => over);
            if (!kill.Died.IsCompleted)
            {
                kill.Disarm();
                return;
            }

            await scene.TakeOverAsync(kill);
        }
    }
}
