using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>Events of a model: on transitions only.</summary>
internal sealed class ModelEvents(IEventRecorder recorder)
{
    /// <summary>Records what changed between two statuses, and a change of scale.</summary>
    /// <param name="pass">The finished pass; its model holds the status before.</param>
    /// <param name="after">The status now.</param>
    public void Record(ReconcilePass pass, ModelDeploymentStatus after)
    {
        RecordScale(pass, after);
        foreach (var type in (string[])[ConditionTypes.Stalled, ConditionTypes.Ready, ConditionTypes.Scheduled, ConditionTypes.ScalingActive])
            RecordTransition(pass, after, type);
    }

    private void RecordScale(ReconcilePass pass, ModelDeploymentStatus after)
    {
        if (pass.ReplicasBefore is not { } before || pass.Target is not { } target)
            return;
        var change = $"{before} -> {target.Replicas}";
        var why = pass.Model.Spec.Scaling.Mode == ScalingModes.Slo ? pass.Scaling?.Reason : null;
        // A decision's own sentence begins with the change it asks for.
        recorder.Record(pass.Model, EventSeverity.Normal, ConditionReasons.Scaled, why switch
        {
            null => $"{change} replicas",
            _ when why.StartsWith(change + ":", StringComparison.Ordinal) => why,
            _ => $"{change} replicas; {why}",
        });
    }

    private void RecordTransition(ReconcilePass pass, ModelDeploymentStatus after, string type)
    {
        var (was, now) = (ConditionList.Find(pass.Model.Status?.Conditions, type), ConditionList.Find(after.Conditions, type));
        if (now is null || (was?.Status == now.Status && was?.Reason == now.Reason) || !IsWorthTelling(type, now.Status, now.Reason))
            return;
        recorder.Record(pass.Model, now.Status == "True" && type is not (ConditionTypes.Stalled or ConditionTypes.ScalingActive) ? EventSeverity.Normal : Severity(now.Reason), now.Reason, now.Message);
    }

    // Progress is no news, a stalled object says so once, and Ready and Scheduled must not tell the same twice.
    private static bool IsWorthTelling(string type, string status, string reason) => type switch
    {
        ConditionTypes.Stalled => status == "True",
        ConditionTypes.Ready => status == "True" || reason is ConditionReasons.Suspended or ConditionReasons.ImagePullFailed or ConditionReasons.ModelPullFailed
            or ConditionReasons.Crashing or ConditionReasons.ContainerConfigError,
        ConditionTypes.ScalingActive => reason == ConditionReasons.SecondOwner,
        _ => status == "False" && reason != ConditionReasons.Progressing,
    };

    private static EventSeverity Severity(string reason) =>
        reason is ConditionReasons.Suspended or ConditionReasons.ReclaimingGpus ? EventSeverity.Normal : EventSeverity.Warning;
}
