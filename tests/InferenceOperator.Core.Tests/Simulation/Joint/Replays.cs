using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Core.Tests.Simulation.Joint;

/// <summary>Small joint cases: times in seconds, one GPU a replica.</summary>
internal static class Replays
{
    public const double Length = 20_000;

    public static ReplayedJob Job(string name, double duration, int workers = 1, double submitted = 0) => new()
    {
        Name = name, SubmittedSeconds = submitted, Workers = workers, MinWorkers = workers, DurationSeconds = duration,
        CheckpointIntervalSeconds = 600, SaveSeconds = 30, GraceSeconds = 120, ResumeSeconds = 60,
    };

    /// <summary>Replicas over time on nodes of so many GPUs each, with jobs.</summary>
    public static JointSetting Setting(int[] nodes, (double At, int Replicas)[] demand, params ReplayedJob[] jobs) => new()
    {
        NodeGpus = nodes, Demand = new DemandCurve(demand, Length), Jobs = jobs, DurationSeconds = Length, LimitSeconds = 5 * Length,
    };

    public static JobOutcome Of(this JointResult result, string name) => result.Jobs.Single(outcome => outcome.Job.Name == name);
}
