using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What the operator saw and did for a TrainingJob.</summary>
public sealed class TrainingJobStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>Ready, Reconciling, Stalled, Admitted, Running, Preempted, Completed, Failed.</summary>
    [ListMap("type")]
    public List<V1Condition>? Conditions { get; set; }

    /// <summary>Where the job stands, in one word, for reading: Queued, Starting, Running, Stopping, Preempted, Suspended, Completed, Failed or Invalid.</summary>
    public string? State { get; set; }

    /// <summary>Active and wanted workers in one word, such as `4/8`: the column WORKERS.</summary>
    public string? WorkersSummary { get; set; }

    /// <summary>Workers that run.</summary>
    public int ActiveWorkers { get; set; }

    /// <summary>Workers that the capacity plan grants.</summary>
    public int DesiredWorkers { get; set; }

    /// <summary>Number of the gang's current start, from 1; every restart, resize and resume is a new one.</summary>
    public int Attempt { get; set; }

    /// <summary>Where the current start stands: None, Active, or Ending (workers are being stopped).</summary>
    public string? AttemptPhase { get; set; }

    /// <summary>Workers of the current start; 0 when none is under way.</summary>
    public int WorldSize { get; set; }

    /// <summary>Why the last start ended: Completed, Failed, WorkerLost, Preempted, Shrunk, Restarted or Suspended.</summary>
    public string? EndReason { get; set; }

    /// <summary>How it ended, in words: which worker, exit code, message.</summary>
    public string? EndDetail { get; set; }

    /// <summary>When it had ended and was accounted for.</summary>
    public DateTime? EndTime { get; set; }

    /// <summary>When the job gave its GPUs to inference; null when it did not or is back.</summary>
    public DateTime? PreemptedTime { get; set; }

    /// <summary>Restarts after failures of workers.</summary>
    public int Restarts { get; set; }

    /// <summary>Starts in a row that lost a worker before all of them ran; the next start waits longer each time.</summary>
    public int LostStarts { get; set; }

    /// <summary>Times the job gave up GPUs to inference, all told.</summary>
    public int Preemptions { get; set; }

    /// <summary>When those preemptions inside the window happened, oldest first.</summary>
    [MaxLength(1000)]
    public List<DateTime>? PreemptionTimes { get; set; }

    /// <summary>GPU-seconds of work lost to preemptions, all told.</summary>
    public long LostGpuSeconds { get; set; }

    /// <summary>What preemptions of the last hour lost, by pool: the pool's maxWastedGpuSecondsPerHour is looked up here.</summary>
    [MaxLength(100)]
    public List<LossStatus>? RecentLosses { get; set; }

    /// <summary>The newest checkpoint that a worker acknowledged.</summary>
    public CheckpointStatus? LastCheckpoint { get; set; }

    /// <summary>When the current attempt's workers started; null while none run.</summary>
    public DateTime? StartTime { get; set; }

    /// <summary>When the job completed or failed.</summary>
    public DateTime? CompletionTime { get; set; }

    /// <summary>Place in the queue, from 1; null when not queued.</summary>
    public int? QueuePosition { get; set; }

    /// <summary>What is waited for, with numbers.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>When the job is expected to run again.</summary>
    public DateTime? ResumeEstimate { get; set; }
}
