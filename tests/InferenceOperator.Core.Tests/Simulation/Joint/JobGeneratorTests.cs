using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Core.Tests.Simulation.Joint;

public sealed class JobGeneratorTests
{
    private static readonly JobMix Mix = new() { Seed = 5, GpuSeconds = 2_000_000, SubmittedUntil = 50_000, Elastic = 0.5 };

    [Fact]
    public void The_same_seed_gives_the_same_jobs_and_another_others()
    {
        JobGenerator.Generate(Mix).Should().Equal(JobGenerator.Generate(Mix));
        JobGenerator.Generate(Mix with { Seed = 6 }).Should().NotEqual(JobGenerator.Generate(Mix));
    }

    [Fact]
    public void Jobs_come_to_what_was_asked_for_within_the_time()
    {
        var jobs = JobGenerator.Generate(Mix);

        jobs.SkipLast(1).Sum(job => job.Gpus * job.DurationSeconds).Should().BeInRange(1_500_000, 2_000_000 + (16 * 8 * 2400));
        jobs.Should().OnlyContain(job => job.SubmittedSeconds >= 0 && job.SubmittedSeconds <= 50_000).And.BeInAscendingOrder(job => job.SubmittedSeconds);
        jobs.Select(job => job.Name).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Gangs_are_powers_of_two_up_to_the_largest() =>
        JobGenerator.Generate(Mix with { MostWorkers = 8 }).Select(job => job.Workers).Distinct().Order().Should().Equal(1, 2, 4, 8);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Elastic_jobs_run_with_half_of_their_workers(double elastic, bool some) =>
        JobGenerator.Generate(Mix with { Elastic = elastic }).Where(job => job.Workers > 1).Should().OnlyContain(job => job.MinWorkers == (some ? (job.Workers + 1) / 2 : job.Workers));
}
