using System.Collections.Immutable;
using CsCheck;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Scaling.Demand;

public sealed class DemandTrackerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Fact]
    public void What_arrives_is_what_ends_while_nothing_piles_up() => Arrivals([(8, 3), (8, 3), (8, 3), (8, 3)]).Should().Equal(8, 8, 8, 8);

    [Fact]
    public void A_full_server_ends_what_it_can_and_the_rest_of_the_arrivals_is_what_piles_up() =>
        // Four a second end, and 30 more wait every five seconds.
        Arrivals([(4, 2), (4, 32), (4, 62), (4, 92), (4, 122)]).Skip(2).Should().OnlyContain(rate => rate == 10);

    [Fact]
    public void What_ends_of_an_old_queue_did_not_arrive_now() => Arrivals([(12, 100), (12, 60), (12, 20), (12, 2)])[^2].Should().Be(4);

    [Fact]
    public void Arrivals_are_never_negative() => Arrivals([(1, 1000), (1, 500), (1, 0), (1, 0)]).Should().OnlyContain(rate => rate >= 0);

    [Fact]
    public void Without_the_requests_in_flight_what_ends_is_all_that_is_known() => Arrivals([(4, null), (4, 60), (4, null), (4, 120)]).Should().Equal(4, 4, 4, 4 + (60 / 10.0));

    [Fact]
    public void Keeps_three_minutes()
    {
        var samples = Arrive(Enumerable.Repeat((5.0, (double?)1), 200));

        (samples[^1].At - samples[0].At).Should().BeLessThanOrEqualTo(TimeSpan.FromMinutes(3));
        samples.Length.Should().BeGreaterThan(30);
    }

    [Fact]
    public void Nothing_known_is_no_load() => DemandTracker.Level(default, Window).Should().Be(default(DemandLevel));

    [Fact]
    public void A_steady_load_is_known_well()
    {
        var level = DemandTracker.Level(Arrive(Enumerable.Repeat((10.0, (double?)5), 60)), Window);

        level.Rate.Should().BeApproximately(10, 1e-9);
        level.Seconds.Should().BeInRange(150, 200);
        level.Deviation.Should().BeApproximately(Math.Sqrt(10 / level.Seconds), 1e-9);
    }

    [Theory]
    [InlineData(4, 20)]
    [InlineData(20, 4)]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    public void A_jump_is_believed_at_once(double before, double after)
    {
        var samples = Arrive([.. Enumerable.Repeat((before, (double?)1), 40), (after, 1)]);

        DemandTracker.Level(samples, Window).Rate.Should().Be(after);
    }

    [Fact]
    public void After_a_jump_little_but_what_came_since_counts()
    {
        // Readings are compared by twenty seconds, so that one of before may be among the oldest.
        for (var since = 1; since <= 30; since++)
        {
            var samples = Arrive([.. Enumerable.Repeat((4.0, (double?)1), 40), .. Enumerable.Repeat((20.0, (double?)1), since)]);

            DemandTracker.Level(samples, Window).Rate.Should().BeInRange(16.5, 20, "{0} readings after it", since);
        }
    }

    [Fact]
    public void Chance_does_not_look_like_a_jump()
    {
        var levels = Enumerable.Range(1, 20).SelectMany(seed => LevelsOfPoisson((ulong)seed, rate: 10)).ToList();

        levels.Average(level => level.Rate).Should().BeApproximately(10, 0.2);
        levels.Average(level => level.Seconds > 60 ? 1.0 : 0).Should().BeGreaterThan(0.9);
        levels.Average(level => Math.Abs(level.Rate - 10) < 2 ? 1.0 : 0).Should().BeGreaterThan(0.95);
    }

    [Fact]
    public void A_level_is_within_what_arrived() => Gen.Double[0, 1000].Array[1, 60].Sample(rates =>
    {
        var level = DemandTracker.Level(Arrive(rates.Select(rate => (rate, (double?)null))), Window);

        level.Rate.Should().BeInRange(rates.Min() - 1e-9, rates.Max() + 1e-9);
        level.Seconds.Should().BeGreaterThanOrEqualTo(Window.TotalSeconds);
    });

    private static ImmutableArray<DemandSample> Arrive(IEnumerable<(double Ended, double? InFlight)> readings)
    {
        var (samples, now) = (ImmutableArray<DemandSample>.Empty, Start);
        foreach (var (ended, inFlight) in readings)
        {
            samples = DemandTracker.Add(samples, now, ended, Window, inFlight);
            now += Interval;
        }

        return samples;
    }

    private static List<double> Arrivals(IEnumerable<(double Ended, double? InFlight)> readings) => [.. Arrive(readings).Select(sample => sample.Arrivals)];

    /// <summary>Levels from the third minute of ten, of requests that arrive by chance, counted over ten seconds every five.</summary>
    private static IEnumerable<DemandLevel> LevelsOfPoisson(ulong seed, double rate)
    {
        var random = new SeededRandom(seed);
        var counts = new int[121];
        for (var at = random.Exponential() / rate; at < 600; at += random.Exponential() / rate)
            counts[(int)(at / 5) + 1]++;
        var samples = ImmutableArray<DemandSample>.Empty;
        for (var index = 2; index < counts.Length; index++)
        {
            samples = DemandTracker.Add(samples, Start + (index * Interval), (counts[index] + counts[index - 1]) / 10.0, Window, null);
            if (index >= 36)
                yield return DemandTracker.Level(samples, Window);
        }
    }
}
