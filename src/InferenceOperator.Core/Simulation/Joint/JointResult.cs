namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>What a rule achieved in a joint replay.</summary>
public sealed record JointResult
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The jobs, in the order of their submission.</summary>
    public required IReadOnlyList<JobOutcome> Jobs { get; init; }

    /// <summary>Who held the GPUs over time.</summary>
    public IReadOnlyList<JointSample> Samples { get; init; } = [];

    /// <summary>Replicas that held their GPUs over time: what a replay of the requests starts and stops.</summary>
    public IReadOnlyList<(double At, int Replicas)> Held { get; init; } = [];

    /// <summary>GPUs of the cluster.</summary>
    public int Gpus { get; init; }

    /// <summary>GPUs that only inference may use; null: there is no such part.</summary>
    public int? InferenceGpus { get; init; }

    /// <summary>Share of requests answered within the objective, 0 to 1; NaN: requests were not replayed.</summary>
    public double Share { get; init; } = double.NaN;

    /// <summary>
    /// Share of all GPU-seconds up to the load's end in which a GPU was of use: held by a replica that the scaling decision wanted, or doing
    /// training work that had not been lost by then.
    /// </summary>
    public double Utilisation { get; init; }

    /// <summary>Preemptions after a time, to see that nothing moves once things have settled.</summary>
    /// <param name="seconds">From here on.</param>
    /// <returns>The number.</returns>
    public int PreemptionsAfter(double seconds) => PreemptionTimes.Count(time => time >= seconds);

    /// <summary>When GPUs were taken from jobs, seconds.</summary>
    public IReadOnlyList<double> PreemptionTimes { get; init; } = [];

    /// <summary>GPU-seconds that jobs held for nothing: work done again, saving, loading, workers that waited for others.</summary>
    public double LostGpuSeconds => Jobs.Sum(job => job.LostGpuSeconds);

    /// <summary>How often GPUs were taken from jobs.</summary>
    public int Preemptions => PreemptionTimes.Count;

    /// <summary>Jobs that were not done when the replay ended.</summary>
    public int Unfinished => Jobs.Count(job => job.FinishedSeconds is null);

    /// <summary>When the last job was done, seconds; infinite where one never was.</summary>
    public double MakespanSeconds => Unfinished > 0 ? double.PositiveInfinity : Jobs.Select(job => job.FinishedSeconds!.Value).DefaultIfEmpty(0).Max();

    /// <summary>Mean time from submission to end of the jobs that were done, seconds.</summary>
    public double MeanCompletionSeconds =>
        Jobs.Where(job => job.FinishedSeconds is not null).Select(job => job.FinishedSeconds!.Value - job.Job.SubmittedSeconds).DefaultIfEmpty(double.NaN).Average();
}
