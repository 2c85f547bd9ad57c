using InferenceOperator.Core.Training;

namespace InferenceOperator.Capacity;

/// <summary>Tells a change that somebody must act on from one of wording: "43 s left" becomes "42 s left" with every plan.</summary>
internal static class Transitions
{
    /// <summary>Whether the controller of the model has something to do.</summary>
    /// <param name="change">The change.</param>
    /// <returns>True when it has.</returns>
    public static bool Matters(EntryChange<ModelAdmission> change) => change.Before is not { } before || Facts(before) != Facts(change.Now);

    /// <summary>
    /// Whether the controller of the job has something to do. A place in the queue is wording: when hundreds of jobs stop, the places of all
    /// change with every plan. So is that a job that is told to stop waits, once its stop is on record.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <returns>True when it has.</returns>
    public static bool Matters(EntryChange<TrainingGrant> change) => change.Before is not { } before
        || before.Workers != change.Now.Workers
        || (before.Kind != change.Now.Kind && (before.Kind, change.Now.Kind) != (GrantKind.Suspend, GrantKind.Wait));

    /// <summary>Whether a change that nobody must act on is to be said in the end all the same; seconds that pass are not.</summary>
    /// <param name="change">The change.</param>
    /// <returns>True when it is.</returns>
    public static bool IsNews(EntryChange<TrainingGrant> change) => change.Before is not { } before
        || (before.Kind, before.ForModel, before.QueuePosition) != (change.Now.Kind, change.Now.ForModel, change.Now.QueuePosition);

    private static (int, int, AdmissionReason, bool, int, bool, bool) Facts(ModelAdmission entry) =>
        (entry.Wanted, entry.Admitted, entry.Reason, entry.CanSurge, entry.Reclaiming, entry.SurgeAsked, entry.SurgeComing is not null);
}
