using CsCheck;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Core.Tests.Simulation.Joint;

/// <summary>What holds in every replay, under every rule.</summary>
public sealed class JointLawsTests
{
    private static readonly Func<JointSetting, JointResult>[] Rules = [JointSimulator.Operator, JointSimulator.Priority, JointSimulator.Kueue, setting => JointSimulator.Static(setting, 4)];

    private static readonly Gen<JointSetting> Settings = Gen.Select(Gen.ULong[1, 1000], Gen.Int[0, 12].Array[2, 12], Gen.Double[0, 1]).Select((seed, replicas, elastic) =>
        Replays.Setting([8, 8], [.. replicas.Select((count, index) => (index * Replays.Length / replicas.Length, count))])
            with { Jobs = JobGenerator.Generate(new JobMix { Seed = seed, GpuSeconds = 150_000, SubmittedUntil = 15_000, Elastic = elastic, MostWorkers = 8, MedianSeconds = 1200 }) });

    [Fact]
    public void No_gpu_is_held_twice() => Each((setting, result) =>
        result.Samples.Should().OnlyContain(sample => sample.Inference + sample.Working + sample.Overhead <= setting.Gpus && sample.Working >= 0 && sample.Overhead >= 0));

    [Fact]
    public void Every_gpu_second_that_a_job_held_was_work_or_a_start_or_is_counted_as_lost() => Each((_, result) =>
    {
        foreach (var outcome in result.Jobs.Where(outcome => outcome.FinishedSeconds is not null))
        {
            var held = outcome.Stretches.Sum(stretch => (stretch.To - stretch.From) * stretch.Workers) * outcome.Job.GpusPerWorker;
            var firstStart = held - (outcome.Job.Work * outcome.Job.GpusPerWorker) - outcome.LostGpuSeconds;
            firstStart.Should().BeInRange(-1e-3, (10 * outcome.Job.Gpus) + 1e-3, "a pod starts in 10 s");
        }
    });

    [Fact]
    public void Every_job_that_fits_is_done_in_the_end() => Each((_, result) =>
        result.Jobs.Where(outcome => outcome.FinishedSeconds is null).Should().NotContain(outcome => outcome.Job.Gpus <= result.Gpus - (result.InferenceGpus ?? 12)));

    [Fact]
    public void No_job_has_more_workers_than_it_wants_or_works_with_fewer_than_it_needs() => Each((_, result) =>
    {
        foreach (var outcome in result.Jobs)
            outcome.Stretches.All(stretch => stretch.Workers <= outcome.Job.Workers && (!stretch.Works || stretch.Workers >= outcome.Job.MinWorkers)).Should().BeTrue();
    });

    [Fact]
    public void A_demand_that_does_not_change_takes_nothing_from_anybody() => Settings.Sample(setting =>
    {
        var constant = setting with { Demand = new DemandCurve([(0, setting.Demand.At(0))], setting.DurationSeconds) };
        foreach (var rule in Rules) rule(constant).Preemptions.Should().Be(0);
    }, iter: 30);

    [Fact]
    public void The_same_setting_gives_the_same_result() => Settings.Sample(setting =>
    {
        foreach (var rule in Rules) rule(setting).Should().BeEquivalentTo(rule(setting), options => options.WithStrictOrdering());
    }, iter: 3);

    private static void Each(Action<JointSetting, JointResult> check) => Settings.Sample(setting =>
    {
        foreach (var rule in Rules) check(setting, rule(setting));
    }, iter: 40);
}
