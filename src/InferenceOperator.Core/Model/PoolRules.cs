namespace InferenceOperator.Core.Model;

/// <summary>Some nodes and how inference and training share them.</summary>
public sealed record PoolRules
{
    /// <summary>The pool's name.</summary>
    public string Name { get; init; } = "default";

    /// <summary>Labels of its nodes; empty: every node.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>GPUs kept free for inference when training comes back.</summary>
    public int Reserve { get; init; }

    /// <summary>The most GPUs that training may hold; null: all.</summary>
    public int? TrainingMaxGpus { get; init; }

    /// <summary>Jobs that ran for less than this are taken from last.</summary>
    public TimeSpan MinRuntime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>GPU-seconds that preemptions may waste within any hour; null: no limit.</summary>
    public double? MaxWastedGpuSecondsPerHour { get; init; }

    /// <summary>The steps allowed, in order.</summary>
    public IReadOnlyList<ReclaimStep> Order { get; init; } = [ReclaimStep.Shrink, ReclaimStep.Checkpoint];

    /// <summary>Training comes back when there has been room for this long.</summary>
    public TimeSpan GiveBackDelay { get; init; } = TimeSpan.FromMinutes(10);
}
