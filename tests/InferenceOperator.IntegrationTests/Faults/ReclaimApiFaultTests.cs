using System.Collections.Concurrent;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>An API server that refuses, breaks, dawdles or cuts watches while GPUs are taken and given back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReclaimApiFaultTests(ClusterFixture fixture)
{
    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Every_write_is_refused_at_first(int code)
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync();
        var refused = new ConcurrentDictionary<string, bool>();
        scene.Proxy.Intercept = context => RefuseAsync(context, code, refused);

        await ReclaimAndGiveBackAsync(scene);

        refused.Should().HaveCountGreaterThan(5, "the fault was met");
    }

    [Fact]
    public async Task Every_answer_takes_its_time()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync();
        var slow = 0;
        scene.Proxy.Intercept = async context =>
        {
            if (!KillSwitch.IsWrite(context.Request)) return false;
            Interlocked.Increment(ref slow);
            await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);
            return false;
        };

        await ReclaimAndGiveBackAsync(scene);

        slow.Should().BePositive();
    }

    [Fact]
    public async Task Every_write_loses_its_answer_once()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync();
        var lost = new ConcurrentDictionary<string, bool>();
        scene.Proxy.LosesAnswer = context => KillSwitch.IsWrite(context.Request) && lost.TryAdd($"{context.Request.Method} {context.Request.Path}", true);

        await ReclaimAndGiveBackAsync(scene);

        lost.Should().HaveCountGreaterThan(5);
    }

    [Fact]
    public async Task Every_write_is_followed_by_the_end_of_all_watches()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync();
        var cuts = 0;
        scene.Proxy.Intercept = async context =>
        {
            if (!KillSwitch.IsWrite(context.Request)) return false;
            Interlocked.Increment(ref cuts);
            await scene.Proxy.CutStreamsAsync();
            return false;
        };

        await ReclaimAndGiveBackAsync(scene);

        cuts.Should().BePositive();
    }

    private static async Task ReclaimAndGiveBackAsync(ReclaimScene scene)
    {
        await scene.ModelAsync();
        await scene.ModelReadyAsync();
        await scene.JobUntilAsync(status => status.State == "Preempted");
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0);
        var status = (await scene.RunsAsync(workers: 2)).Status!;
        (status.Preemptions, status.PreemptionTimes!.Count, status.LostGpuSeconds, status.Restarts).Should().Be((1, 1, 10, 0));
        status.LastCheckpoint!.Message.Should().Be(ReclaimScene.Acknowledgement);
        await scene.AssertTruthAsync();
        (await scene.ModelUntilAsync(_ => true)).Is(ConditionTypes.Stalled, "True").Should().BeFalse("what passes is no reason to stop");
    }

    private static async Task<bool> RefuseAsync(HttpContext context, int code, ConcurrentDictionary<string, bool> refused)
    {
        if (!KillSwitch.IsWrite(context.Request) || !refused.TryAdd($"{context.Request.Method} {context.Request.Path}", true)) return false;
        context.Response.StatusCode = code;
        if (code == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = "1";
        var reason = code switch { 409 => "Conflict", 429 => "TooManyRequests", 503 => "ServiceUnavailable", _ => "InternalError" };
        await context.Response.WriteAsJsonAsync(new { kind = "Status", apiVersion = "v1", status = "Failure", reason, message = "not now", code });
        return true;
    }
}
