using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>A job while it is replayed: attempts, what is saved, and what it holds. Work is in worker-seconds, times are in seconds.</summary>
internal sealed class JobRun(ReplayedJob job)
{
    // Times are sums of fractions: what is done to this much of a worker-second is done.
    private const double Done = 1e-6;

    // Since when it saves and does not work any more.
    private double _frozenAt = double.PositiveInfinity;

    public ReplayedJob Job { get; } = job;

    /// <summary>What a worker asks for.</summary>
    public GpuAsk Ask { get; } = new() { Count = job.GpusPerWorker };

    public JobPhase Phase { get; private set; }

    /// <summary>Places of its workers; the index is the rank.</summary>
    public List<GpuPlace> Places { get; } = [];

    /// <summary>Workers of this attempt.</summary>
    public int WorldSize { get; private set; }

    /// <summary>Starts so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>When this attempt began to be placed.</summary>
    public double AdmittedAt { get; private set; }

    /// <summary>When all its workers run; infinite while they are being placed.</summary>
    public double StartedAt { get; private set; } = double.PositiveInfinity;

    /// <summary>When it works on: started, and what was saved is loaded.</summary>
    public double WorksAt { get; private set; } = double.PositiveInfinity;

    /// <summary>When it was asked to stop.</summary>
    public double StopAskedAt { get; private set; } = double.PositiveInfinity;

    /// <summary>When its stopping workers are gone.</summary>
    public double GoneAt { get; private set; } = double.PositiveInfinity;

    /// <summary>When its work was done.</summary>
    public double FinishedAt { get; private set; } = double.PositiveInfinity;

    /// <summary>When it acknowledged a checkpoint last.</summary>
    public double? AcknowledgedAt { get; private set; }

    /// <summary>Work that a stop does not lose.</summary>
    public double Saved { get; private set; }

    /// <summary>When it was preempted: all times.</summary>
    public List<double> Preemptions { get; } = [];

    /// <summary>Those that count towards its limit.</summary>
    public IReadOnlyList<DateTimeOffset> TowardsLimit { get; set; } = [];

    /// <summary>What an operator's status says it lost, GPU-seconds.</summary>
    public double ReportedLoss { get; set; }

    /// <summary>GPU-seconds that it held so far.</summary>
    public double Held { get; set; }

    /// <summary>Those of them in which its first attempt started: nobody's fault.</summary>
    public double FirstStart { get; set; }

    /// <summary>GPUs that it holds now.</summary>
    public int HeldGpus => Places.Count * Job.GpusPerWorker;

    /// <summary>When its work will be done, if nobody stops it.</summary>
    public double DoneAt => Phase is JobPhase.Active or JobPhase.Stopping && double.IsInfinity(_frozenAt) ? WorksAt + ((Job.Work - Saved) / Math.Max(1, WorldSize)) : double.PositiveInfinity;

    /// <summary>GPU-seconds that it held and that came to nothing: work done again, saving, loading, workers that waited for others.</summary>
    /// <param name="now">Until here; what it has done by then and not saved yet is not lost.</param>
    public double LostUntil(double now) => Math.Max(0, Held - FirstStart - (WorkAt(now) * Job.GpusPerWorker));

    /// <summary>It works at a time, and does not start, load, save or wait.</summary>
    public bool Works(double now) => Phase is JobPhase.Active or JobPhase.Stopping && now >= WorksAt && now < _frozenAt;

    /// <summary>Work done at a time.</summary>
    public double WorkAt(double now) => Saved + Math.Min(Job.Work - Saved, WorldSize * Math.Max(0, Math.Min(now, _frozenAt) - WorksAt));

    /// <summary>Begins an attempt; its workers are placed afterwards.</summary>
    public void Begin(int workers, double now)
    {
        (Phase, WorldSize, AdmittedAt) = (JobPhase.Active, workers, now);
        (StartedAt, WorksAt, StopAskedAt, GoneAt, _frozenAt) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        Attempts++;
    }

    /// <summary>All workers are placed.</summary>
    public void Placed(double now, double podStart)
    {
        StartedAt = now + podStart;
        WorksAt = StartedAt + (Attempts > 1 ? Job.ResumeSeconds : 0);
    }

    /// <summary>SIGTERM to a job that saves when asked: it stops working, saves within its grace period, and exits.</summary>
    /// <returns>True when it saves in time.</returns>
    public bool StopSaving(double now)
    {
        var loaded = now >= WorksAt;
        var inTime = Job.SaveSeconds <= Job.GraceSeconds;
        var (work, own) = (WorkAt(now), SavedByItself(now));
        Stop(now, now + Math.Min(Job.SaveSeconds, Job.GraceSeconds));
        _frozenAt = now;
        Keep(loaded && inTime ? work : own);
        if (loaded && inTime) AcknowledgedAt = now;
        return inTime;
    }

    /// <summary>SIGTERM to a job that takes no notice: it works on until it is killed, and what it had not saved by itself is lost.</summary>
    public void StopKilled(double now, double grace) => Stop(now, now + grace);

    /// <summary>Its stopping workers are gone.</summary>
    public void Gone()
    {
        if (double.IsInfinity(_frozenAt)) Keep(SavedByItself(GoneAt));
        (Phase, WorldSize) = (JobPhase.Waiting, 0);
        (StartedAt, WorksAt, GoneAt) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
    }

    /// <summary>Its work is done.</summary>
    public void Finish(double now) => (Phase, FinishedAt, Saved) = (JobPhase.Finished, now, Job.Work);

    /// <summary>Whether its work is done at a time.</summary>
    public bool IsDone(double now) => Phase is JobPhase.Active or JobPhase.Stopping && double.IsInfinity(_frozenAt) && WorkAt(now) >= Job.Work - Done;

    private void Stop(double now, double goneAt) => (Phase, StopAskedAt, GoneAt) = (JobPhase.Stopping, now, goneAt);

    // WorksAt goes along with Saved: both are read together.
    private void Keep(double work) => (Saved, WorksAt) = (work, double.PositiveInfinity);

    private double SavedByItself(double now)
    {
        if (now < WorksAt || Job.CheckpointIntervalSeconds <= 0) return Saved;
        var saves = Math.Floor(((now - WorksAt) / Job.CheckpointIntervalSeconds) + 1e-9);
        return Math.Min(Job.Work, Saved + (WorldSize * saves * Job.CheckpointIntervalSeconds));
    }
}
