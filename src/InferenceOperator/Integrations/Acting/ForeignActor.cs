using System.Net;
using InferenceOperator.Api;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Foreign;
using InferenceOperator.Kubernetes;
using OperatorMetrics = InferenceOperator.Metrics.OperatorMetrics;

namespace InferenceOperator.Integrations;

/// <summary>
/// Acts on what each plan says to objects of other controllers' kinds. Nothing is tried in a loop of its own: what failed is looked at again with
/// the next plan, and what was refused is left alone for a while.
/// </summary>
internal sealed partial class ForeignActor(
    ForeignBoard board, QueueNotices queue, ForeignWriter writer, ForeignEvents events, Pauses pauses, IntegrationSettings settings, OperatorMetrics metrics, TimeProvider time, ILogger<ForeignActor> logger) : ILeaderService
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var plan = await board.NextAsync(cancellationToken);
            queue.Tell(plan);
            foreach (var job in plan.View.Jobs.Values)
                await ActAsync(job, plan.Grants.TryGetValue(job.Name, out var grant) ? grant : null, cancellationToken);
        }
    }

    /// <summary>Does what there is to do for one object.</summary>
    /// <param name="job">The object.</param>
    /// <param name="grant">What the plan says; null: nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    internal async Task ActAsync(ForeignJob job, TrainingGrant? grant, CancellationToken cancellationToken)
    {
        var action = ForeignDecider.Decide(job.State, grant, settings.Patience, time.GetUtcNow());
        if (action == ForeignAction.None || pauses.Hold(job.Kind.Type, job.Uid))
            return;
        try
        {
            var done = await writer.WriteAsync(job, action, grant, cancellationToken);
            if (done is not null)
                metrics.ActedOnForeign(job.Kind.Title, done.Value.ToString());
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            LogChanged(job.Kind.Title, job.Key, action);
        }
        catch (KubernetesApiException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.MethodNotAllowed)
        {
            Refused(job, action, e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, job.Kind.Title, job.Key, action);
        }
    }

    private void Refused(ForeignJob job, ForeignAction action, KubernetesApiException e)
    {
        pauses.Pause(job.Uid, settings.RefusedPause);
        metrics.ActedOnForeign(job.Kind.Title, "Refused");
        LogRefused(job.Kind.Title, job.Key, action, settings.RefusedPause, e.Message);
        events.Record(job, EventSeverity.Warning, ConditionReasons.SuspendRefused, $"the API server refuses {job.Kind.SuspendPath}; next attempt in {settings.RefusedPause.TotalMinutes:0.#} min at the earliest: {e.Message}");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Key} changed while it was to {Action}; the next plan looks at it again")]
    private partial void LogChanged(string kind, ObjectKey key, ForeignAction action);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Key} could not {Action} and is left alone for {Pause}: {Error}")]
    private partial void LogRefused(string kind, ObjectKey key, ForeignAction action, TimeSpan pause, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Key} could not {Action}; the next plan looks at it again")]
    private partial void LogFailed(Exception e, string kind, ObjectKey key, ForeignAction action);
}
