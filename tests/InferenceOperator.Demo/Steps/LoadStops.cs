using System.Globalization;
using System.Text.RegularExpressions;
using InferenceOperator.Api;

namespace InferenceOperator.Demo.Steps;

/// <summary>The load is gone: replicas go down and training comes back where it stopped.</summary>
internal sealed partial class LoadStops : IDemoStep
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
        var (rank, step) = Acknowledged(saved, job.Status.ActiveWorkers);
        var resumed = await demo.WaitAsync($"rank {rank} resuming from step {step}", TimeSpan.FromSeconds(30), async () =>
            (await demo.Cluster.KubectlAsync(["logs", "--namespace", DemoContext.Namespace, $"{Names.Job}-{rank}"], cancellationToken))
                .Split('\n').FirstOrDefault(line => line.Contains($"resumed from step {step}", StringComparison.Ordinal)), cancellationToken);
        demo.Console.Say($"rank {rank} says: {resumed.Trim().Split(": ", 2)[^1]}");
        demo.Measurements.Add("load gone -> training running", demo.Time.GetElapsedTime(start).TotalSeconds, "s");
    }

    /// <summary>
    /// The rank that acknowledged, and its step. With fewer workers than before that rank may not exist any more: then rank 0's own step is not
    /// known here, and any will do.
    /// </summary>
    private static (int Rank, string Step) Acknowledged(string message, int workers)
    {
        var match = Acknowledgement().Match(message);
        if (!match.Success) throw new DemoFailedException($"the acknowledgement '{message}' is not step=N path=…/rank-R/…");
        var rank = int.Parse(match.Groups["rank"].ValueSpan, CultureInfo.InvariantCulture);
        return rank < workers ? (rank, match.Groups["step"].Value) : (0, "");
    }

    [GeneratedRegex(@"step=(?<step>\d+) path=.*/rank-(?<rank>\d+)/")]
    private static partial Regex Acknowledgement();
}
