using CsCheck;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Scaling.Scrape;

namespace InferenceOperator.Core.Tests.Scaling.Scrape;

public sealed class ScrapeArithmeticTests
{
    [Fact]
    public void One_look_says_nothing_yet() => Read([new SimulatedPod().Serve(10, 0.02).Look(0)], now: 0).Should().BeNull();

    [Fact]
    public void The_second_look_gives_every_number()
    {
        var pod = new SimulatedPod { InFlight = 3 }.Serve(1000, 0.3).Look(0).Serve(90, 0.04).Reject(10).Look(5);

        var reading = Read([pod], now: 6)!;

        reading.Should().BeEquivalentTo(new
        {
            Rate = 20.0,
            RecentRate = 20.0,
            RejectedRate = 2.0,
            InFlight = 3.0,
            SampleAge = TimeSpan.FromSeconds(1),
            ContributingPods = 1,
            Source = "direct scrape",
            Error = ReadingError.None,
            Incomplete = "direct scrape covers 5 s of 30 s",
        });
        reading.LatencySeconds.Should().BeApproximately(0.01 + (0.04 * 0.95), 1e-9);
        reading.MeanLatencySeconds.Should().BeApproximately(0.04, 1e-9);
    }

    [Fact]
    public void A_covered_window_lacks_nothing_and_the_newest_rate_is_that_of_the_newest_two_looks()
    {
        var pod = new SimulatedPod().Look(0);
        for (var second = 5; second <= 30; second += 5)
            pod.Serve(second == 30 ? 500 : 50, 0.02).Look(second);

        var reading = Read([pod], now: 30)!;

        (reading.Incomplete, reading.Rate, reading.RecentRate).Should().Be((null, 750 / 30.0, 100.0));
    }

    [Fact]
    public void Only_what_is_in_the_window_counts()
    {
        var pod = new SimulatedPod().Look(0).Serve(10_000, 0.9).Look(5);
        for (var second = 10; second <= 40; second += 5)
            pod.Serve(50, 0.02).Look(second);

        Read([pod], now: 40).Should().Match<MetricReading>(reading => reading.Rate == 10 && reading.LatencySeconds < 0.05);
    }

    [Fact]
    public void A_new_pod_counts_from_its_second_look()
    {
        var (old, young) = (new SimulatedPod().Look(0).Serve(50, 0.02).Look(5), new SimulatedPod().Serve(500, 0.02).Look(5));
        Read([old, young], now: 5).Should().Match<MetricReading>(reading => reading.Rate == 10 && reading.ContributingPods == 1);

        old.Serve(50, 0.02).Look(10);
        young.Serve(50, 0.02).Look(10);
        Read([old, young], now: 10).Should().Match<MetricReading>(reading => reading.Rate == 20 && reading.ContributingPods == 2);
    }

    [Fact]
    public void After_a_restart_the_counters_count_from_zero()
    {
        var pod = new SimulatedPod().Serve(1000, 0.02).Look(0).Serve(50, 0.02).Look(5).Restart().Serve(25, 0.02).Look(10);

        Read([pod], now: 10)!.Rate.Should().Be(7.5);
    }

    [Fact]
    public void Counters_that_fall_without_a_restart_leave_the_pod_out_for_one_look()
    {
        var pod = new SimulatedPod().Serve(1000, 0.02).Look(0).Serve(50, 0.02).Look(5).Restart(seen: false).Serve(25, 0.02).Look(10);
        Read([pod], now: 10).Should().BeNull();

        Read([pod.Serve(50, 0.02).Look(15)], now: 15)!.Rate.Should().Be(10);
    }

    [Fact]
    public void A_pod_that_was_silent_this_time_is_missing()
    {
        var (there, silent) = (new SimulatedPod().Look(0).Serve(50, 0.02).Look(5), new SimulatedPod().Look(0));
        silent.Serve(50, 0.02).Look(5);
        there.Serve(50, 0.02).Look(10);

        Read([there, silent], now: 10, since: 9)!.ContributingPods.Should().Be(1);
    }

    [Fact]
    public void Two_looks_further_apart_than_the_window_are_not_compared() =>
        Read([new SimulatedPod().Look(0).Serve(50, 0.02).Look(31)], now: 31).Should().BeNull();

    [Fact]
    public void Nothing_served_is_a_rate_of_zero_and_no_latency() =>
        Read([new SimulatedPod().Look(0).Look(5)], now: 5).Should().Match<MetricReading>(reading => reading.Rate == 0 && double.IsNaN(reading.LatencySeconds!.Value));

    [Fact]
    public void Pods_that_were_not_asked_are_said() =>
        ScrapeArithmetic.Read([new SimulatedPod().Look(0).Look(30).History], Question(30, 0) with { ReadyPods = 3 })!
            .Incomplete.Should().Be("direct scrape asked 1 of 3 ready pods");

    [Fact]
    public void Where_servers_give_percentiles_themselves_the_slowest_speaks()
    {
        PodHistory[] pods = [.. new[] { 0.2, double.NaN, 0.4 }.Select(seconds => Summaries(0, seconds).With(Summary(5, seconds), TimeSpan.FromSeconds(30)))];

        ScrapeArithmetic.Read(pods, Question(5, 0))!.LatencySeconds.Should().Be(0.4);
        ScrapeArithmetic.Read(pods, Question(5, 0) with { Percentile = 97, LatencyHint = "other percentiles" })
            .Should().Match<MetricReading>(reading => reading.LatencySeconds == null && reading.LatencyHint == "other percentiles");
    }

    [Fact]
    public void No_rate_is_ever_negative_and_none_is_lost_whatever_restarts() =>
        Gen.Select(Gen.Int[0, 100], Gen.Bool, Gen.Bool).Array[2, 12].Array[1, 4].Sample(pods =>
        {
            var simulated = pods.Select(steps =>
            {
                var pod = new SimulatedPod().Look(0);
                for (var i = 0; i < steps.Length; i++)
                {
                    if (steps[i].Item2)
                        pod.Restart(seen: steps[i].Item3);
                    pod.Serve(steps[i].Item1, 0.03).Look((i + 1) * 5);
                }

                return pod;
            }).ToArray();

            var reading = Read(simulated, now: 60, since: 0);

            return reading is null || (reading.Rate >= 0 && reading.RecentRate >= 0 && reading.RejectedRate >= 0 && !(reading.LatencySeconds < 0));
        });

    [Fact]
    public void Without_unseen_restarts_every_request_in_the_window_counts_once() =>
        Gen.Select(Gen.Int[0, 100], Gen.Bool).Array[1, 6].Sample(steps =>
        {
            var pod = new SimulatedPod().Serve(77, 0.03).Look(0);
            for (var i = 0; i < steps.Length; i++)
                (steps[i].Item2 ? pod.Restart() : pod).Serve(steps[i].Item1, 0.03).Look((i + 1) * 5);

            return Math.Abs(Read([pod], now: steps.Length * 5)!.Rate!.Value - (steps.Sum(step => step.Item1) / (steps.Length * 5.0))) < 1e-9;
        });

    private static MetricReading? Read(IEnumerable<SimulatedPod> pods, double now, double since = 0) =>
        ScrapeArithmetic.Read([.. pods.Select(pod => pod.History)], Question(now, since) with { ReadyPods = pods.Count() });

    private static ScrapeQuestion Question(double now, double since) =>
        new(95, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(now), TimeSpan.FromSeconds(since), ReadyPods: 1);

    private static PodHistory Summaries(double at, double seconds) => PodHistory.Empty.With(Summary(at, seconds), TimeSpan.FromSeconds(30));

    private static PodSnapshot Summary(double at, double seconds) => new() { At = TimeSpan.FromSeconds(at), Requests = at, Quantiles = [new(0.5, 0.01), new(0.95, seconds)] };
}
