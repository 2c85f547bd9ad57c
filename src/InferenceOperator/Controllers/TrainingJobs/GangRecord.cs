using InferenceOperator.Api;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>The gang's record as the job's status keeps it: whole seconds, UTC.</summary>
internal static class GangRecord
{
    /// <summary>Reads the record.</summary>
    /// <param name="status">The job's status; null before the first one.</param>
    /// <returns>The record. A word that is not known counts as none.</returns>
    public static GangFacts Read(TrainingJobStatus? status) => status is null ? new GangFacts() : new GangFacts
    {
        Attempt = status.Attempt,
        Phase = Enum.TryParse<AttemptPhase>(status.AttemptPhase, out var phase) ? phase : AttemptPhase.None,
        EndReason = Enum.TryParse<EndReason>(status.EndReason, out var reason) ? reason : EndReason.None,
        EndDetail = status.EndDetail,
        WorldSize = status.WorldSize,
        Restarts = status.Restarts,
        LostStarts = status.LostStarts,
        Preemptions = status.Preemptions,
        PreemptionTimes = [.. (status.PreemptionTimes ?? []).Select(time => Utc(time))],
        LostGpuSeconds = status.LostGpuSeconds,
        RecentLosses = [.. (status.RecentLosses ?? []).Where(loss => loss is { Time: not null, Pool: not null }).Select(loss => new LossRecord(Utc(loss.Time!.Value), loss.Pool!, loss.GpuSeconds))],
        LastCheckpoint = status.LastCheckpoint is { Time: { } time } saved ? new CheckpointRecord(Utc(time), saved.Message, saved.ExitCode) : null,
        StartedAt = Utc(status.StartTime),
        PreemptedAt = Utc(status.PreemptedTime),
        EndedAt = Utc(status.EndTime),
        FinishedAt = Utc(status.CompletionTime),
    };

    /// <summary>Writes the record into a status.</summary>
    /// <param name="facts">The record.</param>
    /// <param name="status">The status; its other fields stay.</param>
    public static void Write(GangFacts facts, TrainingJobStatus status)
    {
        status.Attempt = facts.Attempt;
        status.AttemptPhase = facts.Phase.ToString();
        status.EndReason = facts.EndReason == EndReason.None ? null : facts.EndReason.ToString();
        status.EndDetail = facts.EndDetail;
        status.WorldSize = facts.WorldSize;
        status.Restarts = facts.Restarts;
        status.LostStarts = facts.LostStarts;
        status.Preemptions = facts.Preemptions;
        status.PreemptionTimes = facts.PreemptionTimes.Count == 0 ? null : [.. facts.PreemptionTimes.Select(WholeSecond)];
        status.LostGpuSeconds = (long)Math.Ceiling(facts.LostGpuSeconds);
        status.RecentLosses = facts.RecentLosses.Count == 0 ? null : [.. facts.RecentLosses.Select(loss => new LossStatus { Time = WholeSecond(loss.At), Pool = loss.Pool, GpuSeconds = (long)Math.Ceiling(loss.GpuSeconds) })];
        status.LastCheckpoint = facts.LastCheckpoint is { } saved
            ? new CheckpointStatus { Time = WholeSecond(saved.At), Message = saved.Message, ExitCode = saved.ExitCode }
            : null;
        status.StartTime = WholeSecond(facts.StartedAt);
        status.PreemptedTime = WholeSecond(facts.PreemptedAt);
        status.EndTime = WholeSecond(facts.EndedAt);
        status.CompletionTime = WholeSecond(facts.FinishedAt);
    }

    /// <summary>A time of the API as a moment.</summary>
    internal static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    /// <summary>A time of the API as a moment.</summary>
    internal static DateTimeOffset? Utc(DateTime? time) => time is { } known ? Utc(known) : null;

    /// <summary>A moment as the API keeps it.</summary>
    internal static DateTime WholeSecond(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    /// <summary>A moment as the API keeps it.</summary>
    internal static DateTime? WholeSecond(DateTimeOffset? time) => time is { } known ? WholeSecond(known) : null;
}
