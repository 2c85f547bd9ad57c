using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using InferenceOperator.Controllers.TrainingJobs.Manifests;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Controllers.TrainingJobs.Reporting;

/// <summary>Makes the status of a job from what a pass saw and decided.</summary>
internal sealed class TrainingStatusBuilder(TimeProvider time)
{
    /// <summary>Builds the status. Nothing of the pass is changed.</summary>
    /// <param name="pass">The finished pass.</param>
    /// <returns>The status.</returns>
    public TrainingJobStatus Build(TrainingPass pass)
    {
        var (job, facts) = (pass.Job, Facts(pass));
        var status = new TrainingJobStatus
        {
            ObservedGeneration = job.Metadata.Generation,
            State = facts.State,
            WorkersSummary = string.Create(CultureInfo.InvariantCulture, $"{facts.Running}/{job.Spec.Workers}"),
            ActiveWorkers = facts.Running,
            DesiredWorkers = Desired(facts),
            QueuePosition = facts.Waits ? facts.Grant!.QueuePosition : null,
            ResumeEstimate = facts.Waits ? GangRecord.WholeSecond(facts.Grant!.ResumeEstimate) : null,
            WaitingFor = WaitingFor(facts),
            Conditions = ConditionList.Build(job.Status?.Conditions, TrainingConditions.All(facts), job.Metadata.Generation, time.GetUtcNow()),
        };
        GangRecord.Write(pass.Plan.Facts, status);
        return status;
    }

    private static TrainingFacts Facts(TrainingPass pass) => new()
    {
        Spec = pass.Job.Spec,
        Before = pass.Job.Status,
        Gang = pass.Plan.Facts,
        Grant = pass.Grant,
        Stall = pass.Stall,
        Running = pass.Workers.Count(worker => worker.Running && worker.Attempt == pass.Plan.Facts.Attempt),
        GpusPerWorker = WorkerGpus.Of(pass),
        Problem = pass.Refusal is { } refusal ? new PodProblem(ConditionReasons.PodsRefused, refusal) : PodProblems.First(pass.Pods),
    };

    /// <summary>What the plan gives. It reads this again: a job with a grant keeps it, whatever happens to the operator.</summary>
    private static int Desired(TrainingFacts facts) =>
        facts.Gang.Finished || facts.Spec.Suspend ? 0 : facts.Grant?.Workers ?? facts.Before?.DesiredWorkers ?? 0;

    private static string? WaitingFor(TrainingFacts facts) => facts switch
    {
        { Waits: true } => facts.Grant!.Reason,
        { State: "Starting", Problem: { } problem } => problem.Message,
        { State: "Stopping", Gang.EndReason: not EndReason.Completed } => TrainingConditions.Stopping(facts),
        _ => null,
    };
}
