using InferenceOperator.Demo.Setup;
using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Demo.LoadGeneration;

namespace InferenceOperator.Demo.Steps;

/// <summary>Load breaks the objective; replicas go up and it is met again.</summary>
internal sealed class LoadBreaksObjective : IDemoStep
{
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(DemoLoad.TargetMilliseconds);

    public string Title => $"Load of {DemoLoad.RequestsPerSecond:0} requests a second breaks the objective, replicas go up, it is met again";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await SettleAsync(demo, cancellationToken);
        using var client = await demo.Cluster.ConnectAsync(Names.Model, "x", cancellationToken);
        await using var load = new OpenLoopLoad(client, demo.Input, DemoLoad.RequestsPerSecond, demo.Time);
        load.Start();
        demo.Console.Say($"sending; objective p95 <= {DemoLoad.TargetMilliseconds} ms, 1 replica of {DemoLoad.CpuLimit} CPU");
        var breach = await BreachAsync(demo, cancellationToken);
        var patched = await demo.WaitAsync("more replicas asked for", TimeSpan.FromSeconds(45), async () =>
            await demo.Cluster.ReplicasAsync(Names.Model, cancellationToken) is > 1 and var replicas ? (object)replicas : null, cancellationToken);
        var seconds = demo.Time.GetElapsedTime(breach).TotalSeconds;
        demo.Measurements.Add("breach -> replicas patched", seconds, "s", DemoCluster.IntervalSeconds + 1);
        var model = await demo.ModelAsync(Names.Model, "the reason in status", model => model.Status?.DesiredReplicas > 1 && model.Status.Scaling?.Reason is not null, cancellationToken);
        demo.Console.Say($"{seconds:F1} s after the breach was in Prometheus: {patched} replicas; {model.Status!.Scaling!.Reason}");
        await RecoverAsync(demo, load, cancellationToken);
        demo.Measurements.Add("breach -> objective met again", demo.Time.GetElapsedTime(breach).TotalSeconds, "s");
        var failed = load.Answers.Count(answer => !answer.Ok);
        demo.Console.Say($"{load.Answers.Count} requests in all, {failed} refused or failed");
        if (failed > 0) demo.Console.Say($"the first failure: {load.Answers.First(answer => !answer.Ok).Failure}");
    }

    /// <summary>A replica that has just come is not judged before it fills the window of the measurements: wait until it does.</summary>
    private static async Task SettleAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var model = await demo.ModelAsync(Names.Model, cancellationToken);
        var ready = model.Status!.Conditions.Condition(ConditionTypes.Ready)!.LastTransitionTime;
        var rest = ready.ToUniversalTime() + TimeSpan.FromSeconds(DemoCluster.RateWindowSeconds + (2 * DemoCluster.IntervalSeconds)) - demo.Time.GetUtcNow().UtcDateTime;
        if (rest > TimeSpan.Zero) await Task.Delay(rest, demo.Time, cancellationToken);
    }

    private static async Task<long> BreachAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await demo.WaitAsync("a percentile over the objective in Prometheus", TimeSpan.FromSeconds(45), async () =>
            await demo.Cluster.LatencyAsync(Names.Model, cancellationToken) is { } latency && latency > Target ? (object)latency : null, cancellationToken);
        return demo.Time.GetTimestamp();
    }

    private static async Task RecoverAsync(DemoContext demo, OpenLoopLoad load, CancellationToken cancellationToken)
    {
        var window = TimeSpan.FromSeconds(5);
        var said = 0;
        await demo.WaitAsync($"p95 of 5 s under {DemoLoad.TargetMilliseconds} ms, and ObjectiveMet=True", TimeSpan.FromSeconds(120), async () =>
        {
            var model = await demo.ModelAsync(Names.Model, cancellationToken);
            var (latency, count, failed) = load.Latest(window, 0.95);
            if (said != model.Status!.ReadyReplicas) demo.Console.Say($"{said = model.Status.ReadyReplicas} replicas ready; p95 of the last 5 s {latency.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms at {count / window.TotalSeconds:0} req/s, {failed} failed");
            return latency <= Target && failed == 0 && count > 0 && model.Status.Conditions.IsTrue(ConditionTypes.ObjectiveMet) ? model : null;
        }, cancellationToken);
        var (met, _, _) = load.Latest(window, 0.95);
        demo.Console.Say($"objective met again: p95 {met.TotalMilliseconds:0} ms");
    }
}
