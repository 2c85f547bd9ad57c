using InferenceOperator.IntegrationTests.Faults;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.TrainingJobs;

/// <summary>The operator dies at each of the writes of a preemption, before the API server has it or after, and another one takes over.</summary>
[Collection(ClusterCollection.Name)]
public sealed class CrashTests(ClusterFixture fixture)
{
    public static TheoryData<int, bool> Moments()
    {
        var moments = new TheoryData<int, bool>();
        foreach (var write in Enumerable.Range(1, 9)) moments.Add(write, false);
        foreach (var write in Enumerable.Range(1, 9)) moments.Add(write, true);
        return moments;
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Counts_a_preemption_once_whenever_the_operator_dies(int write, bool afterItIsDone)
    {
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        await using var scene = await GangScene.StartAsync(fixture, proxy.Kubeconfig);
        var job = await scene.CreateAsync(2);
        scene.Grant(job, 2);
        await scene.RunsAsync();

        var left = write;
        var dead = false;
        proxy.Intercept = context =>
        {
            if (IsWrite(context.Request) && Interlocked.Decrement(ref left) == 0 && !afterItIsDone) dead = true;
            if (dead) context.Abort();
            return Task.FromResult(dead);
        };
        proxy.LosesAnswer = context => dead |= afterItIsDone && IsWrite(context.Request) && Volatile.Read(ref left) <= 0;

        scene.Preempt(job);
        await Eventually.GetAsync(async () => dead || ((await scene.PodsAsync()).Count == 0 && (await scene.UntilAsync(_ => true)).Status!.State == "Preempted"), over => over);
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();

        var status = (await scene.UntilAsync(seen => seen is { State: "Preempted", ActiveWorkers: 0 })).Status!;
        await scene.PodsUntilAsync(pods => pods.Count == 0);
        (status.Preemptions, status.PreemptionTimes!.Count, status.LostGpuSeconds, status.Restarts).Should().Be((1, 1, 10, 0));
        status.LastCheckpoint!.Message.Should().Be(GangScene.Acknowledgement);
        scene.Grant(job, 2);
        (await scene.RunsAsync(attempt: 2)).Status!.Preemptions.Should().Be(1);
    }

    private static bool IsWrite(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !request.Path.Value!.Contains("/events/", StringComparison.Ordinal);
}
