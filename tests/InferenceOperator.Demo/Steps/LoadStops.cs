using InferenceOperator.Api;

namespace InferenceOperator.Demo.Steps;

/// <summary>The load is gone: replicas go down and training comes back where it stopped.</summary>
internal sealed class LoadStops : IDemoStep
{
    public string Title => "Load stops: replicas go down, training resumes from its checkpoint";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var start = demo.Time.GetTimestamp();
        var saved = (await demo.JobAsync(Names.Job, cancellationToken)).Status!.LastCheckpoint!.Message!;
        var model = await demo.ModelAsync(Names.Model, "1 replica", model => model.Status is { DesiredReplicas: 1, Replicas: 1 }, cancellationToken, 120);
        demo.Console.Say($"{demo.Time.GetElapsedTime(start).TotalSeconds:F1} s later 1 replica: {model.Status!.Scaling?.Reason}");
        var job = await demo.JobAsync(Names.Job, "the job running again", job => job.Status!.Conditions.IsTrue(ConditionTypes.Running), cancellationToken, 120);
        demo.Console.Say($"{Names.Job} runs again with {job.Status!.ActiveWorkers} workers, {demo.Time.GetElapsedTime(start).TotalSeconds:F1} s after the load ended");
        var step = saved.Split(' ').First(word => word.StartsWith("step=", StringComparison.Ordinal))["step=".Length..];
        var resumed = await demo.WaitAsync($"rank 0 resuming from step {step}", TimeSpan.FromSeconds(30), async () =>
            (await demo.Cluster.KubectlAsync(["logs", "--namespace", DemoContext.Namespace, $"{Names.Job}-0"], cancellationToken))
                .Split('\n').FirstOrDefault(line => line.Contains($"resumed from step {step}", StringComparison.Ordinal)), cancellationToken);
        demo.Console.Say($"rank 0 says: {resumed.Trim()}");
        demo.Measurements.Add("load gone -> training running", demo.Time.GetElapsedTime(start).TotalSeconds, "s");
    }
}
