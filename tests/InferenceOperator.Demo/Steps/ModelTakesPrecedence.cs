using InferenceOperator.Api;
using InferenceOperator.Demo.Ocr;

namespace InferenceOperator.Demo.Steps;

/// <summary>A model asks for a GPU: training checkpoints and makes room.</summary>
internal sealed class ModelTakesPrecedence : IDemoStep
{
    private const string Workers = Labels.TrainingJob + "=" + Names.Job;

    public string Title => "A model asks for a GPU: the job checkpoints, is suspended, and the model serves";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var start = demo.Time.GetTimestamp();
        double Seconds() => demo.Time.GetElapsedTime(start).TotalSeconds;
        await demo.ApplyAsync("modeldeployment.yaml", cancellationToken);
        var applied = Seconds();
        await demo.WaitAsync("workers asked to stop", TimeSpan.FromSeconds(30), async () =>
            (await demo.PodsAsync(Workers, cancellationToken)) is var pods && (pods.Count < 4 || pods.Any(pod => pod.Metadata.DeletionTimestamp is not null)) ? pods : null, cancellationToken);
        demo.Console.Say($"{Seconds() - applied:F1} s after the apply the workers were asked to checkpoint (SIGTERM)");
        // A pod that has ended holds no GPU any more, for the scheduler as for the kubelet; when its object goes is the kubelet's affair.
        var asked = demo.Time.GetUtcNow();
        await demo.WaitAsync("no worker left that holds a GPU", TimeSpan.FromSeconds(60), async () =>
            await demo.PodsAsync(Workers, cancellationToken) is var pods && pods.All(pod => pod.Status.Phase is "Succeeded" or "Failed") ? pods : null, cancellationToken);
        var gone = Seconds();
        var job = await demo.JobAsync(Names.Job, "the job suspended with a checkpoint", job => job.Status is { LastCheckpoint.Message: not null } && job.Status.Conditions.IsTrue(ConditionTypes.Preempted), cancellationToken);
        var checkpoint = Math.Max(0, (job.Status!.LastCheckpoint!.Time!.Value.ToUniversalTime() - asked.UtcDateTime).TotalSeconds);
        demo.Measurements.Add("model unplaceable -> training pods gone", gone - applied, "s", checkpoint + 3);
        demo.Console.Say($"acknowledged: {job.Status.LastCheckpoint.Message} (exit code {job.Status.LastCheckpoint.ExitCode}); {job.Status.LostGpuSeconds} GPU-seconds lost");
        demo.Console.Say($"{Names.Job}: {job.Status.Conditions.Condition(ConditionTypes.Preempted)!.Message}");
        var model = await demo.ModelAsync(Names.Model, "the model Ready", model => model.Status?.Conditions.IsTrue(ConditionTypes.Ready) == true, cancellationToken, 90);
        demo.Measurements.Add("training pods gone -> model Ready", Seconds() - gone, "s");
        demo.Console.Say($"{Names.Model}: {model.Status!.ReadyReplicas} of {model.Status.DesiredReplicas} ready at {model.Status.Url}");
        using var client = await demo.Cluster.ConnectAsync(Names.Model, "x", cancellationToken);
        await demo.WaitAsync("a first answer", TimeSpan.FromSeconds(30), () => TryInferAsync(client, demo.Input, cancellationToken), cancellationToken);
        demo.Measurements.Add("apply -> first answer, GPUs taken from training", Seconds(), "s");
        demo.Console.Say($"first answer {Seconds():F1} s after the apply");
    }

    // kube-proxy may learn of a ready pod a moment after the model's condition says so.
    private static async Task<Tensor?> TryInferAsync(InferenceClient client, Tensor input, CancellationToken cancellationToken)
    {
        try
        {
            return await client.InferAsync(input, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is null)
        {
            return null;
        }
    }
}
