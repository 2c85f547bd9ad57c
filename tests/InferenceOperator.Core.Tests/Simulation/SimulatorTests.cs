using InferenceOperator.Core.Simulation;
using static InferenceOperator.Core.Tests.Simulation.SeenBy;

namespace InferenceOperator.Core.Tests.Simulation;

public sealed class SimulatorTests
{
    [Fact]
    public void GPUs_count_from_the_order_of_a_replica_to_its_end()
    {
        // One for the hour, two more from the 10th to the 40th minute: 1 + 2 × 0.5.
        var rule = new ScriptedRule(at => at is >= 600 and < 2400 ? 3 : 1);

        var result = Simulator.Run(Setting([], 3600), rule);

        result.GpuHours.Should().BeApproximately(2, 1e-9);
        result.Should().Match<SimulationResult>(it => it.Changes == 2 && it.Oscillations == 0 && it.Share == 1 && it.LongestViolationSeconds == 0);
    }

    [Fact]
    public void A_replica_has_the_GPUs_of_its_profile() =>
        Simulator.Run(Setting([], 3600, profile: OneAtATime with { Gpus = 4 }), new ScriptedRule(_ => 2)).GpuHours.Should().BeApproximately(4 + (4 * 3590 / 3600.0), 1e-9);

    [Fact]
    public void GPUs_count_from_where_counting_begins() =>
        Simulator.Run(Setting([], 3600) with { CountFrom = 1800 }, new ScriptedRule(at => at < 900 ? 4 : 2)).GpuHours.Should().BeApproximately(1, 1e-9);

    [Fact]
    public void A_replica_that_is_ordered_serves_after_its_start_up()
    {
        var rule = new ScriptedRule(at => at >= 100 ? 2 : 1);

        Simulator.Run(Setting([], 300) with { StartupSeconds = 40 }, rule);

        rule.Seen.Where(seen => seen.At is > 100 and < 140).Should().OnlyContain(seen => seen.Replicas == 2 && seen.Ready == 1);
        rule.Seen.Where(seen => seen.At >= 140).Should().OnlyContain(seen => seen.Replicas == 2 && seen.Ready == 2);
    }

    [Fact]
    public void Replicas_that_are_still_starting_go_first()
    {
        var rule = new ScriptedRule(at => at is >= 100 and < 120 ? 3 : 2);

        var result = Simulator.Run(Setting([], 300) with { StartupSeconds = 60, InitialReplicas = 2 }, rule);

        rule.Seen.Should().OnlyContain(seen => seen.Ready == 2);
        result.GpuHours.Should().BeApproximately(((2 * 300) + 20) / 3600.0, 1e-9);
    }

    [Fact]
    public void A_replica_that_goes_finishes_what_it_has_and_is_paid_for_until_then()
    {
        // Forty requests in the first second, a quarter of a second each on two: the one that goes at 10 works until it is done, the other on.
        var arrivals = Enumerable.Range(0, 40).Select(index => 9 + (index / 100.0)).ToArray();

        var result = Simulator.Run(Setting(arrivals, 60) with { InitialReplicas = 2, TargetSeconds = 20 }, new ScriptedRule(_ => 1));

        result.Share.Should().Be(1, "no request was lost");
        (result.GpuHours * 3600).Should().BeInRange(60 + 10, 60 + 9 + 10).And.NotBe(70);
    }

    [Fact]
    public void Without_a_replica_requests_wait_for_the_first()
    {
        var rule = new ScriptedRule(at => at >= 20 ? 1 : 0);

        // Ordered at 20, ready at 60; ten requests from 5 to 14 are answered from then on.
        var result = Simulator.Run(Setting([.. Enumerable.Range(5, 10).Select(at => (double)at)], 120) with { MinReplicas = 0, InitialReplicas = 0, TargetSeconds = 50 }, rule);

        rule.Seen.Single(seen => seen.At == 50).InFlight.Should().Be(10);
        rule.Seen[^1].InFlight.Should().Be(0);
        // The first ends at 60.25, 55.25 s after it came; each later one, 0.75 s sooner than the one before: the last three within 50 s.
        result.Share.Should().BeApproximately(0.3, 1e-9);
    }

    [Fact]
    public void Requests_are_counted_by_when_they_arrived()
    {
        // Ten at once at 5 s, each a quarter of a second: four are answered within a second.
        var result = Simulator.Run(Setting([.. Enumerable.Repeat(5.0, 10)], 100), new ScriptedRule(_ => 1), detailed: true);

        result.Share.Should().BeApproximately(0.4, 1e-9);
        result.Shares[0].Should().BeApproximately(0.4, 1e-9);
        result.Rates.Take(2).Should().Equal(1, 0);
        result.LongestViolationSeconds.Should().Be(10);
    }

    [Fact]
    public void Up_and_down_within_ten_minutes_is_an_oscillation()
    {
        Simulator.Run(Setting([], 3600), new ScriptedRule(at => at is >= 600 and < 1190 ? 2 : 1)).Oscillations.Should().Be(1);
        Simulator.Run(Setting([], 3600), new ScriptedRule(at => at is >= 600 and < 1210 ? 2 : 1)).Oscillations.Should().Be(0);
        Simulator.Run(Setting([], 3600), new ScriptedRule(at => at is >= 600 and < 700 ? 2 : at < 1000 ? 1 : 3)).Oscillations.Should().Be(2);
    }

    [Fact]
    public void A_rule_is_kept_inside_the_bounds()
    {
        var setting = Setting([], 600) with { MinReplicas = 2, MaxReplicas = 5, StartupSeconds = 0 };
        var rule = new ScriptedRule(at => at < 300 ? 100 : -3);

        Simulator.Run(setting, rule);

        rule.Seen.Select(seen => seen.Replicas).Distinct().Should().Equal(2, 5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_result_and_another_one_another()
    {
        SimulationResult Run(ulong seed)
        {
            var setting = Setting(Poisson(6, 1200, 4), 1200, _ => 6, OneAtATime with { Variability = 0.5 }) with { Seed = seed, InitialReplicas = 3 };
            return Simulator.Run(setting, new OperatorRule(setting), detailed: true);
        }

        Run(1).Should().BeEquivalentTo(Run(1));
        Run(2).Shares.Should().NotEqual(Run(1).Shares);
    }

    [Fact]
    public void What_one_replica_carries_is_where_the_objective_just_holds()
    {
        var profile = OneAtATime with { Variability = 0.1 };
        var capacity = CapacityFinder.Of(profile, 1, 95);

        double Share(double rate) => Simulator.Run(Setting(Poisson(rate, 40_000, 9), 40_000, profile: profile), new ScriptedRule(_ => 1)).Share;

        Share(0.95 * capacity).Should().BeGreaterThan(0.95);
        Share(1.05 * capacity).Should().BeLessThan(0.95);
    }
}
