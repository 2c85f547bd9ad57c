using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs.Manifests;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Translation;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>Puts a pass to the gang planner.</summary>
internal static class GangDecision
{
    /// <summary>Decides. With an invalid spec nothing begins and nothing is made; what runs goes on, and may be stopped.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The plan.</returns>
    public static GangPlan Decide(TrainingPass pass, DateTimeOffset now)
    {
        var idle = pass.Record.Phase == AttemptPhase.None;
        var plan = GangPlanner.Decide(State(pass), pass.Stall is not null && idle ? null : Bounded(pass), now);
        return pass.Stall is null ? plan : plan with { Actions = [.. plan.Actions.Where(action => action is not GangAction.Create)] };
    }

    // A grant that was made for an earlier spec must not start more workers than the job has now.
    private static TrainingGrant? Bounded(TrainingPass pass) =>
        pass.Grant is { } grant && grant.Workers > pass.Job.Spec.Workers && pass.Stall is null ? grant with { Workers = pass.Job.Spec.Workers } : pass.Grant;

    private static GangState State(TrainingPass pass)
    {
        var spec = pass.Job.Spec;
        var defaults = new GangState();
        return new GangState
        {
            GpusPerWorker = WorkerGpus.Of(pass),
            UserSuspended = spec.Suspend,
            TemplateChanged = pass.Stall is null && TemplateChanged(pass),
            BackoffLimit = spec.BackoffLimit,
            Window = Duration(spec.Window, defaults.Window),
            CheckpointInterval = Duration(spec.Checkpoint.Interval, defaults.CheckpointInterval),
            ResumeCost = Duration(spec.Checkpoint.ResumeCost, defaults.ResumeCost),
            Pools = pass.Pools,
            Facts = pass.Record,
            Workers = pass.Workers,
        };
    }

    private static bool TemplateChanged(TrainingPass pass)
    {
        var hash = WorkerPodBuilder.TemplateHash(pass.Job);
        return pass.Pods.Zip(pass.Workers).Any(pair => pair.Second.Attempt == pass.Record.Attempt && pair.First.GetAnnotation(Labels.TemplateHash) != hash);
    }

    private static TimeSpan Duration(string? text, TimeSpan fallback) => GoDuration.TryParse(text, out var duration) ? duration : fallback;
}
