using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Foreign;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Integrations;

/// <summary>Carries an action out, and says so in an Event and a log line.</summary>
internal sealed partial class ForeignWriter(
    IDynamicResources resources, ForeignEvents events, Pauses pauses, IntegrationSettings settings, IWorkerPools pools, TimeProvider time, ILogger<ForeignWriter> logger)
{
    /// <summary>Writes.</summary>
    /// <param name="job">The object.</param>
    /// <param name="action">What to do.</param>
    /// <param name="grant">What the plan says.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was done; null: nothing, for the object is gone or did not keep it.</returns>
    /// <exception cref="KubernetesApiException">The server refused.</exception>
    public Task<ForeignAction?> WriteAsync(ForeignJob job, ForeignAction action, TrainingGrant? grant, CancellationToken cancellationToken) => action switch
    {
        ForeignAction.Suspend => SuspendAsync(job, grant!, cancellationToken),
        ForeignAction.Resume => ResumeAsync(job, cancellationToken),
        ForeignAction.LetGo => LetGoAsync(job, cancellationToken),
        ForeignAction.Withdraw => WithdrawAsync(job, cancellationToken),
        _ => Task.FromResult<ForeignAction?>(null),
    };

    private async Task<ForeignAction?> SuspendAsync(ForeignJob job, TrainingGrant grant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (lost, gpus, pods) = (ForeignPatches.Lost(job, now), ForeignPatches.Gpus(job), job.LivePods.Count());
        if (await resources.MergePatchAsync(job.Kind.Type, job.Key, ForeignPatches.Suspend(job, grant, lost, pools.SharesOf([.. job.BoundPods]), now), cancellationToken) is not { } stored)
            return null;
        var after = job with { Object = stored };
        if (!after.Suspended)
            return await NotKeptAsync(after, cancellationToken);
        Tell(job, EventSeverity.Normal, ConditionReasons.Preempted, $"model {grant.ForModel} needs GPUs: {job.Kind.SuspendPath} is now true; {gpus} GPUs of {pods} pods, about {lost:0} GPU-seconds of work lost");
        return ForeignAction.Suspend;
    }

    /// <summary>The API server dropped the field: this version of the kind has none.</summary>
    private async Task<ForeignAction?> NotKeptAsync(ForeignJob job, CancellationToken cancellationToken)
    {
        pauses.Pause(job.Kind.Type, settings.RefusedPause);
        Tell(job, EventSeverity.Warning, ConditionReasons.SuspendRefused, $"the API server does not keep {job.Kind.SuspendPath} of {job.Kind.Type.ApiVersion} {job.Kind.Type.Kind}: no object of that kind is asked for {settings.RefusedPause.TotalMinutes:0.#} min");
        var history = job.History.Withdrawn(time.GetUtcNow() + settings.RefusedPause);
        await resources.MergePatchAsync(job.Kind.Type, job.Key, ForeignPatches.Unmark(job, history), cancellationToken);
        return null;
    }

    private async Task<ForeignAction?> ResumeAsync(ForeignJob job, CancellationToken cancellationToken)
    {
        if (await resources.MergePatchAsync(job.Kind.Type, job.Key, ForeignPatches.Resume(job, time.GetUtcNow()), cancellationToken) is null)
            return null;
        Tell(job, EventSeverity.Normal, ConditionReasons.Resumed, $"there is room again: {job.Kind.SuspendPath} is now false");
        return ForeignAction.Resume;
    }

    private async Task<ForeignAction?> LetGoAsync(ForeignJob job, CancellationToken cancellationToken)
    {
        var history = job.History.LetGo(time.GetUtcNow() + settings.OthersPause);
        if (await resources.MergePatchAsync(job.Kind.Type, job.Key, ForeignPatches.Unmark(job, history), cancellationToken) is null)
            return null;
        Tell(job, EventSeverity.Normal, ConditionReasons.ResumedByOthers, $"somebody else resumed it: it counts as running, and is not asked again for {settings.OthersPause.TotalMinutes:0.#} min");
        return ForeignAction.LetGo;
    }

    private async Task<ForeignAction?> WithdrawAsync(ForeignJob job, CancellationToken cancellationToken)
    {
        var (pods, since) = (job.LivePods.Count(), time.GetUtcNow() - job.Mark!.At);
        if (await resources.MergePatchAsync(job.Kind.Type, job.Key, ForeignPatches.Withdraw(job, time.GetUtcNow() + settings.IgnoredPause), cancellationToken) is null)
            return null;
        Tell(job, EventSeverity.Warning, ConditionReasons.SuspendIgnored, $"{pods} pods run {since.TotalSeconds:0} s after {job.Kind.SuspendPath} became true: does its controller run, and does it act upon the field? The suspension is taken back; next attempt in {settings.IgnoredPause.TotalMinutes:0.#} min at the earliest");
        return ForeignAction.Withdraw;
    }

    private void Tell(ForeignJob job, EventSeverity severity, string reason, FormattableString sentence)
    {
        var message = FormattableString.Invariant(sentence);
        if (severity == EventSeverity.Warning)
            LogWarning(job.Kind.Title, job.Key, message);
        else
            LogDone(job.Kind.Title, job.Key, message);
        events.Record(job, severity, reason, message);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Key}: {Message}")]
    private partial void LogDone(string kind, ObjectKey key, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Key}: {Message}")]
    private partial void LogWarning(string kind, ObjectKey key, string message);
}
