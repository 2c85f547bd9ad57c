using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What a training owner asks for.</summary>
[Rule("!has(self.minWorkers) || self.minWorkers <= self.workers", RuleMessages.WorkerBounds)]
public sealed class TrainingJobSpec
{
    /// <summary>Workers of the gang.</summary>
    [Range(1, 4096)]
    public int Workers { get; set; } = 1;

    /// <summary>The fewest workers the job can run with. Default: workers (not elastic).</summary>
    [Range(1, 4096)]
    public int? MinWorkers { get; set; }

    /// <summary>The worker's pod. Its containers see RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.</summary>
    [Required]
    [Rule("self.spec.containers.size() > 0", RuleMessages.WorkerContainer)]
    [Rule("!has(self.spec.restartPolicy) || self.spec.restartPolicy in ['', 'Never']", RuleMessages.WorkerRestartPolicy)]
    [JsonConverter(typeof(WorkerTemplateConverter))]
    public V1PodTemplateSpec Template { get; set; } = new();

    /// <summary>How the job checkpoints.</summary>
    public CheckpointSpec Checkpoint { get; set; } = new();

    /// <summary>Preemptions in `window` after which the job is protected until the window moves on.</summary>
    [Range(0, int.MaxValue)]
    public int MaxPreemptions { get; set; } = 5;

    /// <summary>The window of maxPreemptions (Go-style duration).</summary>
    [Duration(Positive = true)]
    public string Window { get; set; } = "24h";

    /// <summary>Restarts after failures of workers before the job counts as failed.</summary>
    [Range(0, int.MaxValue)]
    public int BackoffLimit { get; set; } = 3;

    /// <summary>True: the job is stopped and stays so until its owner says otherwise; it always wins.</summary>
    public bool Suspend { get; set; }

    /// <summary>Seconds after its end that the job is deleted. Default: never.</summary>
    [Range(0, int.MaxValue)]
    public int? TtlSecondsAfterFinished { get; set; }
}
