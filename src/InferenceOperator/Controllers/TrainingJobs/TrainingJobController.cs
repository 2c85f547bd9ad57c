using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs.Reporting;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>
/// Runs gangs: observe, decide, put on record, act, report. What changes the record is written before it is acted upon, so that every count is
/// made once wherever a crash comes: a worker is stopped after the reason is counted, and its pod let go after its last words are kept.
/// </summary>
internal sealed class TrainingJobController(GangObserver observer, GangActor actor, TrainingReporter reporter, IResourceClient client, TimeProvider time)
    : IEntityController<TrainingJob>
{
    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(TrainingJob entity, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var pass = observer.Observe(entity);
        if (await ExpireAsync(pass, now, cancellationToken)) return ReconcileResult.Done;

        pass.Plan = GangDecision.Decide(pass, now);
        if (pass.Plan.NextCheck is { } next) pass.LookAgainAfter(next > now ? next - now : TimeSpan.FromSeconds(1));
        if (pass.Plan.Facts.Equals(pass.Record))
        {
            await actor.ActAsync(pass, cancellationToken);
            await reporter.ReportAsync(pass, cancellationToken);
        }
        else
        {
            await reporter.ReportAsync(pass, cancellationToken);
            await actor.ActAsync(pass, cancellationToken);
        }

        return new ReconcileResult(pass.LookAgain);
    }

    /// <summary>Deletes a finished job whose time to live is over.</summary>
    private async Task<bool> ExpireAsync(TrainingPass pass, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (pass.Job.Spec.TtlSecondsAfterFinished is not { } seconds || pass.Record.FinishedAt is not { } finished) return false;
        var left = finished + TimeSpan.FromSeconds(seconds) - now;
        if (left > TimeSpan.Zero)
        {
            pass.LookAgainAfter(left);
            return false;
        }

        // What the workers hold is let go first: with the job, nobody would.
        foreach (var (pod, _) in pass.Pods.Zip(pass.Workers).Where(pair => pair.Second.Held))
            await GangActor.ReleaseAsync(client, pod, cancellationToken);
        await client.DeleteAsync<TrainingJob>(pass.Key, pass.Job.Metadata.Uid, null, cancellationToken);
        return true;
    }
}
