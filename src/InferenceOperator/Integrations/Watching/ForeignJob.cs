using System.Text.Json;
using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training.Foreign;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Integrations;

/// <summary>A labelled object of another controller's kind, as it was seen.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Object">The object.</param>
internal sealed record ForeignJob(Integration Kind, DynamicObject Object)
{
    /// <summary>Its UID.</summary>
    public string Uid => Object.Metadata.Uid;

    /// <summary>Its key.</summary>
    public ObjectKey Key => ObjectKey.Of(Object);

    /// <summary>What it is called in a plan: no other kind's object is called the same, for no name has parentheses.</summary>
    public ObjectName Name => new(Object.Metadata.NamespaceProperty, $"{Object.Metadata.Name} ({Kind.Title})");

    /// <summary>Its suspend field is true.</summary>
    public bool Suspended => Kind.SuspendPath.Of(Object.Fields) is { ValueKind: JsonValueKind.True };

    /// <summary>Our mark; null: it has none that can be read.</summary>
    public SuspensionMark? Mark => AnnotationJson.Read<SuspensionMark>(Annotation(IntegrationAnnotations.Suspended));

    /// <summary>A mark is there that cannot be read: somebody edited it, and the object is theirs.</summary>
    public bool HasUnreadableMark => Annotation(IntegrationAnnotations.Suspended) is not null && (Mark is null || Mark.At == default || PodGroup.Asks(Mark.Pods).Count == 0);

    /// <summary>What became of it so far.</summary>
    public PreemptionHistory History => AnnotationJson.Read<PreemptionHistory>(Annotation(IntegrationAnnotations.Preemptions)) ?? PreemptionHistory.Empty;

    /// <summary>What its owner says of its checkpoints.</summary>
    public CheckpointFacts Facts => CheckpointFacts.Read(Object.Metadata.Annotations);

    /// <summary>It completed or failed for good.</summary>
    public bool Finished => FinishedStates.Of(Object.Fields);

    /// <summary>Its pods that hold or want GPUs, also those that are stopping.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>Those of them that were not asked to stop.</summary>
    public IEnumerable<V1Pod> LivePods => Pods.Where(PodReader.IsLive);

    /// <summary>Those of them that are on nodes.</summary>
    public IEnumerable<V1Pod> BoundPods => LivePods.Where(pod => !string.IsNullOrEmpty(pod.Spec.NodeName));

    /// <summary>Where it stands, as far as its suspension is concerned.</summary>
    public ForeignState State => new() { Suspended = Suspended, MarkedAt = HasUnreadableMark ? null : Mark?.At, Finished = Finished, LivePods = LivePods.Count() };

    /// <summary>When the last of its pods started; null while they do not all run.</summary>
    public DateTimeOffset? StartedAt =>
        LivePods.Any() && LivePods.All(pod => pod.Status is { Phase: "Running", StartTime: not null }) ? LivePods.Max(pod => Times.Utc(pod.Status.StartTime!.Value)) : null;

    /// <summary>How long its pods take to stop at most.</summary>
    public TimeSpan GracePeriod => Facts.GracePeriod ?? TimeSpan.FromSeconds(LivePods.Select(pod => pod.Spec.TerminationGracePeriodSeconds ?? 30).DefaultIfEmpty(30).Max());

    /// <summary>We suspended it, and some of its pods are not gone. One that is there long after its deadline counts as lost with its node.</summary>
    /// <param name="now">The present moment.</param>
    /// <returns>True when it is so.</returns>
    public bool IsEnding(DateTimeOffset now) =>
        Suspended && Mark is not null && Pods.Any(pod => pod.Metadata.DeletionTimestamp is not { } deadline || now < Times.Utc(deadline) + WorkerState.LostAfter);

    /// <summary>What suspensions of the last hour lost; of one that is not over the estimate does not count, but what it may lose at most.</summary>
    /// <param name="now">The present moment.</param>
    /// <returns>By pool.</returns>
    public IReadOnlyList<LossRecord> LossesAt(DateTimeOffset now) => [.. History.LossesAt(now).Where(loss => !IsEnding(now) || loss.At != Mark!.At)];

    private string? Annotation(string name) => Object.Metadata.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : null;
}
