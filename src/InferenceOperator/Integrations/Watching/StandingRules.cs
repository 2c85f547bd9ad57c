using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;

namespace InferenceOperator.Integrations;

/// <summary>Which labelled objects take part, and which are left to somebody else.</summary>
internal static class StandingRules
{
    /// <summary>Judges an object.</summary>
    /// <param name="job">The object.</param>
    /// <param name="settings">The configured kinds.</param>
    /// <returns>Whether it takes part.</returns>
    public static Standing Of(ForeignJob job, IntegrationSettings settings)
    {
        var metadata = job.Object.Metadata;
        if (metadata.DeletionTimestamp is not null || metadata.NamespaceProperty is null)
            return Standing.Silent;
        if (metadata.Labels is { } labels && labels.TryGetValue(IntegrationAnnotations.KueueQueue, out var queue))
            return Standing.LeftAlone($"it has the label {IntegrationAnnotations.KueueQueue}: Kueue alone suspends and resumes it (queue {queue})");
        // The controller of a TrainJob sets the suspend field of its JobSet: two writers would fight for it.
        if (Owners.ControllerOf(job.Object) is { } owner && settings.Kinds.Any(kind => kind.IsNamedBy(owner.ApiVersion, owner.Kind)))
            return Standing.LeftAlone($"it is a part of {owner.Kind} {owner.Name}: set the label {Labels.Preemptible} there");
        if (job.Kind.Requires.FirstOrDefault(requirement => !requirement.Holds(job.Object.Fields)) is { } missing)
            return Standing.LeftAlone($"its controller refuses to suspend it: {missing}");
        return job.Suspended && job.HasUnreadableMark
            ? Standing.LeftAlone($"annotation {IntegrationAnnotations.Suspended} cannot be read, so it stays suspended until its owner resumes it")
            : Standing.Part;
    }
}
