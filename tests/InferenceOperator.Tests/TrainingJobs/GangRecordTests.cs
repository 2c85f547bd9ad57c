using CsCheck;
using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Tests.TrainingJobs;

public sealed class GangRecordTests
{
    private static readonly Gen<DateTimeOffset> Time = Gen.Int[0, 2_000_000_000].Select(seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds));

    private static readonly Gen<DateTimeOffset?> MaybeTime = Gen.Bool.SelectMany(there => there ? Time.Select(time => (DateTimeOffset?)time) : Gen.Const((DateTimeOffset?)null));

    private static readonly Gen<GangFacts> Facts =
        from numbers in Gen.Int[0, 100].Array[6]
        from phase in Gen.Enum<AttemptPhase>()
        from reason in Gen.Enum<EndReason>()
        from times in MaybeTime.Array[4]
        from preemptions in Time.Array[0, 3]
        from losses in Gen.Select(Time, Gen.Int[0, 5000]).Array[0, 3]
        from detail in Gen.Bool.Select(there => there ? "worker 1 ended with exit code 3" : null)
        from saved in Gen.Bool.Select(there => there ? new CheckpointRecord(DateTimeOffset.UnixEpoch, "step=1", 0) : null)
        select new GangFacts
        {
            Attempt = numbers[0],
            Phase = phase,
            EndReason = reason,
            WorldSize = numbers[1],
            Restarts = numbers[2],
            Preemptions = numbers[3],
            LostGpuSeconds = numbers[4],
            LostStarts = numbers[5],
            PreemptionTimes = preemptions,
            RecentLosses = [.. losses.Select(loss => new LossRecord(loss.Item1, "h100", loss.Item2))],
            LastCheckpoint = saved,
            StartedAt = times[0],
            PreemptedAt = times[1],
            EndedAt = times[2],
            FinishedAt = times[3],
            EndDetail = detail,
        };

    [Fact]
    public void Reads_back_what_it_wrote_to_the_status() => Facts.Sample(facts =>
    {
        var status = new TrainingJobStatus();
        GangRecord.Write(facts, status);
        GangRecord.Read(status).Should().Be(facts);
    });

    [Fact]
    public void Has_nothing_on_record_for_a_new_job_and_takes_a_word_it_does_not_know_for_none()
    {
        GangRecord.Read(null).Should().Be(new GangFacts());
        GangRecord.Read(new TrainingJobStatus { AttemptPhase = "Levitating", EndReason = "Boredom" }).Should().Be(new GangFacts());
    }
}
