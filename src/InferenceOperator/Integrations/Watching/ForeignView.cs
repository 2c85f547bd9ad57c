using InferenceOperator.Core.Model;
using k8s.Models;

namespace InferenceOperator.Integrations;

/// <summary>The labelled objects of all configured kinds at one moment.</summary>
/// <param name="Jobs">Those that take part, by UID.</param>
/// <param name="Demands">What they want and have, of those that the plan has to do with now.</param>
/// <param name="PodOwners">By UID of a pod: whose it is in the plan.</param>
internal sealed record ForeignView(
    IReadOnlyDictionary<string, ForeignJob> Jobs, IReadOnlyList<TrainingDemand> Demands, IReadOnlyDictionary<string, ObjectName> PodOwners)
{
    /// <summary>Nothing is configured.</summary>
    public static ForeignView Empty { get; } = new(new Dictionary<string, ForeignJob>(), [], new Dictionary<string, ObjectName>());

    /// <summary>What suspensions of the last hour lost of the other labelled objects.</summary>
    public IReadOnlyList<LossRecord> Losses { get; init; } = [];

    /// <summary>Whose a pod is.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>The name in the plan; null: nobody's here.</returns>
    public ObjectName? OwnerOf(V1Pod pod) => pod.Metadata.Uid is { } uid && PodOwners.TryGetValue(uid, out var name) ? name : null;
}
