using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Controllers.TrainingJobs.Reporting;

/// <summary>What a status is made of.</summary>
internal sealed record TrainingFacts
{
    /// <summary>The spec.</summary>
    public required TrainingJobSpec Spec { get; init; }

    /// <summary>The status so far.</summary>
    public TrainingJobStatus? Before { get; init; }

    /// <summary>The gang's record, as it is to be written.</summary>
    public required GangFacts Gang { get; init; }

    /// <summary>What the plan gives; null while it has said nothing.</summary>
    public TrainingGrant? Grant { get; init; }

    /// <summary>What is wrong with the spec; null when nothing is.</summary>
    public Stall? Stall { get; init; }

    /// <summary>Workers of the current attempt that run.</summary>
    public int Running { get; init; }

    /// <summary>GPUs of one worker.</summary>
    public int GpusPerWorker { get; init; }

    /// <summary>Why workers do not start; null when they do.</summary>
    public PodProblem? Problem { get; init; }

    /// <summary>Where the job stands, in one word.</summary>
    public string State => this switch
    {
        { Gang: { Finished: true, EndReason: EndReason.Completed } } => "Completed",
        { Gang.Finished: true } => "Failed",
        { Gang: { Phase: AttemptPhase.Active, StartedAt: not null } } => "Running",
        { Gang.Phase: AttemptPhase.Active } => "Starting",
        { Gang.Phase: AttemptPhase.Ending } => "Stopping",
        { Stall: not null } => "Invalid",
        { Spec.Suspend: true } => "Suspended",
        { Gang.PreemptedAt: not null } => "Preempted",
        _ => "Queued",
    };

    /// <summary>The whole gang runs.</summary>
    public bool AllRun => State == "Running";

    /// <summary>No attempt is under way and the plan gives no workers.</summary>
    public bool Waits => State is "Queued" or "Preempted" && Grant is { Workers: 0 };
}
