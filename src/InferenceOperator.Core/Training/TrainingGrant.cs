using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training;

/// <summary>What the plan gives a training job.</summary>
/// <param name="Workers">Workers it may run now; 0: none.</param>
/// <param name="Kind">What it is to do.</param>
/// <param name="Reason">Why, with numbers.</param>
/// <param name="ForModel">The model that gets the GPUs (Shrink and Suspend).</param>
/// <param name="QueuePosition">Place in the queue from 1; null when not queued.</param>
/// <param name="ResumeEstimate">When it is expected to run; null when unknown.</param>
public sealed record TrainingGrant(
    int Workers, GrantKind Kind, string Reason, ObjectName? ForModel = null, int? QueuePosition = null, DateTimeOffset? ResumeEstimate = null);
