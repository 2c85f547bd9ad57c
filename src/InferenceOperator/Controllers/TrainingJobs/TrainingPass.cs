using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>What one pass over a job saw and decided.</summary>
/// <param name="job">The job; a private copy.</param>
internal sealed class TrainingPass(TrainingJob job)
{
    /// <summary>The job.</summary>
    public TrainingJob Job { get; } = job;

    /// <summary>Its key.</summary>
    public ObjectKey Key { get; } = ObjectKey.Of(job);

    /// <summary>What its status has on record.</summary>
    public GangFacts Record { get; } = GangRecord.Read(job.Status);

    /// <summary>Its worker pods.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>The same, as the planner sees them.</summary>
    public IReadOnlyList<WorkerState> Workers { get; init; } = [];

    /// <summary>Which part of them is in which pool, together 1; empty: not known, or of no interest now.</summary>
    public IReadOnlyDictionary<string, double> Pools { get; set; } = new Dictionary<string, double>();

    /// <summary>What the capacity plan gives; null while it has said nothing.</summary>
    public TrainingGrant? Grant { get; init; }

    /// <summary>Why nothing can be made of the spec; null when something can.</summary>
    public Stall? Stall { get; set; }

    /// <summary>What is to be done and put on record.</summary>
    public GangPlan Plan { get; set; } = new([], new GangFacts());

    /// <summary>Why the API server refused a worker; null when it did not.</summary>
    public string? Refusal { get; set; }

    /// <summary>Soonest time to look again that anybody asked for; null: on a change only.</summary>
    public TimeSpan? LookAgain { get; private set; }

    /// <summary>Asks to look again after a while.</summary>
    /// <param name="delay">How long.</param>
    public void LookAgainAfter(TimeSpan delay) => LookAgain = LookAgain is { } known && known < delay ? known : delay;
}
