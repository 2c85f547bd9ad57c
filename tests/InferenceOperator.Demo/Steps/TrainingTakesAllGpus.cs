using InferenceOperator.Api;
using InferenceOperator.Demo.Setup;

namespace InferenceOperator.Demo.Steps;

/// <summary>A training job of four workers takes every GPU and trains.</summary>
internal sealed class TrainingTakesAllGpus : IDemoStep
{
    public string Title => "A training job of 4 workers takes all 4 GPUs";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await demo.ApplyAsync("gpupool.yaml", cancellationToken);
        await demo.ApplyAsync("trainingjob.yaml", cancellationToken);
        var job = await demo.JobAsync(Names.Job, "4 workers of the job running", job => job.Status is { ActiveWorkers: 4 } && job.Status.Conditions.IsTrue(ConditionTypes.Running), cancellationToken);
        var gpus = await GpuCount.ReadAsync(demo.Cluster.Client, cancellationToken);
        demo.Console.Say($"{Names.Job}: {job.Status!.ActiveWorkers} of {job.Spec.Workers} workers run, attempt {job.Status.Attempt}; GPUs held: {gpus.Held} of {gpus.Allocatable}");
        if (gpus.Held != gpus.Allocatable) throw new DemoFailedException("GPUs are left over: the demo wants a cluster with as many as the job has workers");
        var line = await demo.WaitAsync(
            "a step in the log of rank 0", TimeSpan.FromSeconds(30),
            async () => await demo.LastLogLineAsync($"{Names.Job}-0", cancellationToken) is var log && log.Contains("loss", StringComparison.Ordinal) ? log : null, cancellationToken);
        demo.Console.Say($"rank 0 says: {line}");
    }
}
