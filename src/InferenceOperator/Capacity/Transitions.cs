using InferenceOperator.Core.Training;

namespace InferenceOperator.Capacity;

/// <summary>Tells a change that somebody must act on from one of wording: "43 s left" becomes "42 s left" with every plan.</summary>
internal static class Transitions
{
    /// <summary>Whether the controller of the model has something to do.</summary>
    /// <param name="change">The change.</param>
    /// <returns>True when it has.</returns>
    public static bool Matters(EntryChange<ModelAdmission> change) => change.Before is not { } before || Facts(before) != Facts(change.Now);

    /// <summary>Whether the controller of the job has something to do.</summary>
    /// <param name="change">The change.</param>
    /// <returns>True when it has.</returns>
    public static bool Matters(EntryChange<TrainingGrant> change) => change.Before is not { } before || Facts(before) != Facts(change.Now);

    private static (int, int, AdmissionReason, bool, int) Facts(ModelAdmission entry) =>
        (entry.Wanted, entry.Admitted, entry.Reason, entry.CanSurge, entry.Reclaiming);

    private static (int, GrantKind, Core.Model.ObjectName?, int?) Facts(TrainingGrant entry) =>
        (entry.Workers, entry.Kind, entry.ForModel, entry.QueuePosition);
}
