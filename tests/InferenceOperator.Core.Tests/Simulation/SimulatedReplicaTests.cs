using CsCheck;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Simulation;

public sealed class SimulatedReplicaTests
{
    private const double Service = 0.25;

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.8)]
    public void Waits_are_those_of_a_queue_with_constant_work(double utilisation)
    {
        // Pollaczek and Khinchine for M/D/1: mean wait = utilisation × service / (2 (1 - utilisation)).
        var latencies = Latencies(OneAtATime(0), utilisation / Service, count: 200_000);

        var expected = Service + (utilisation * Service / (2 * (1 - utilisation)));
        latencies.Average().Should().BeApproximately(expected, 0.04 * expected);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Waits_grow_with_the_variability_of_the_work(double variability)
    {
        // Pollaczek and Khinchine for M/G/1: mean wait = utilisation × service × (1 + squared coefficient of variation) / (2 (1 - utilisation)).
        var latencies = Latencies(OneAtATime(variability), 0.5 / Service, count: 400_000);

        var expected = Service + (0.5 * Service * (1 + variability) / 2 / 0.5);
        latencies.Average().Should().BeApproximately(expected, 0.06 * expected);
    }

    [Fact]
    public void With_exponential_work_the_percentiles_are_those_of_the_simplest_queue()
    {
        // M/M/1: latency is exponential with mean service / (1 - utilisation).
        var random = new SeededRandom(3);
        var latencies = Latencies(OneAtATime(0), 0.5 / Service, count: 200_000, random.Exponential).Order().ToArray();

        foreach (var share in new[] { 0.5, 0.9, 0.95, 0.99 })
        {
            var expected = -Math.Log(1 - share) * Service / 0.5;
            latencies[(int)(share * latencies.Length)].Should().BeApproximately(expected, 0.05 * expected);
        }
    }

    [Fact]
    public void Many_at_once_share_one_processor()
    {
        // Processor sharing without a loss: mean latency = service / (1 - utilisation), whatever the work is like (Kleinrock, vol. 2).
        var profile = new ServiceProfile { Name = "shared", Points = [.. Enumerable.Range(1, 200).Select(at => new ProfilePoint(at, at * Service))], Variability = 2 };

        Latencies(profile, 0.6 / Service, count: 200_000).Average().Should().BeApproximately(Service / 0.4, 0.06 * Service / 0.4);
    }

    [Fact]
    public void Those_that_come_together_slow_each_other_down_as_the_profile_says()
    {
        var profile = new ServiceProfile { Name = "batching", Points = [new(1, 1), new(2, 1.5), new(4, 2)] };

        Ends(profile, (0, 1)).Should().Equal(1);
        Ends(profile, (0, 1), (0, 1)).Should().Equal(1.5, 1.5);
        Ends(profile, (0, 1), (0, 1), (0, 1), (0, 1)).Should().OnlyContain(end => Math.Abs(end - 2) < 1e-9);
    }

    [Fact]
    public void One_that_ends_speeds_the_others_up()
    {
        var profile = new ServiceProfile { Name = "batching", Points = [new(1, 1), new(2, 2)] };

        // Half of the speed each until the short one has its half second of work, at one second; then all of it.
        Ends(profile, (0, 0.5), (0, 1)).Should().Equal(1, 1.5);
    }

    [Fact]
    public void What_is_more_than_runs_at_once_waits_in_line()
    {
        var profile = new ServiceProfile { Name = "two at once", Points = [new(1, 1), new(2, 1)] };

        Ends(profile, (0, 1), (0.2, 1), (0.4, 1), (0.5, 1)).Should().OnlyHaveUniqueItems().And.Satisfy(
            end => Near(end, 1), end => Near(end, 1.2), end => Near(end, 2), end => Near(end, 2.2));
    }

    [Fact]
    public void Never_idles_while_there_is_work() => Gen.Select(Gen.Double[0, 10], Gen.Double[0.1, 3]).Array[1, 40].Sample(requests =>
    {
        var byArrival = requests.OrderBy(request => request.Item1).ToArray();
        double busyUntil = 0;
        foreach (var (at, work) in byArrival)
            busyUntil = Math.Max(busyUntil, at) + (work * Service);

        Ends(OneAtATime(0), byArrival).Max().Should().BeApproximately(busyUntil, 1e-6);
    });

    [Fact]
    public void Counts_request_seconds_as_the_sum_of_latencies() => Gen.Select(Gen.Double[0, 10], Gen.Double[0.1, 3]).Array[1, 40].Sample(requests =>
    {
        var listener = new Listener();
        var replica = Run(new ServiceProfile { Name = "batching", Points = [new(1, 1), new(4, 2)] }, listener, [.. requests.OrderBy(request => request.Item1)]);

        replica.RequestSeconds.Should().BeApproximately(listener.Latencies.Sum(), 1e-6);
        replica.InFlight.Should().Be(0);
    });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1.25)]
    [InlineData(3, 1.5)]
    [InlineData(5, 2.25)]
    [InlineData(8, 3)]
    public void Between_the_points_of_a_profile_the_latency_is_linear(int concurrency, double expected) =>
        new ServiceProfile { Name = "batching", Points = [new(1, 2), new(3, 3), new(7, 6), new(8, 6)] }.Slowdowns()[concurrency].Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void The_work_of_requests_has_the_mean_and_the_variability_of_the_profile()
    {
        var random = new SeededRandom(5);
        var works = Enumerable.Range(0, 300_000).Select(_ => OneAtATime(0.6).DrawWork(random)).ToArray();

        var mean = works.Average();
        mean.Should().BeApproximately(1, 0.01);
        (works.Average(work => (work - mean) * (work - mean)) / (mean * mean)).Should().BeApproximately(0.6, 0.03);
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-9;

    private static ServiceProfile OneAtATime(double variability) => new() { Name = "one at a time", Points = [new(1, Service)], Variability = variability };

    private static List<double> Latencies(ServiceProfile profile, double rate, int count, Func<double>? work = null)
    {
        var (random, listener) = (new SeededRandom(1), new Listener());
        var replica = new SimulatedReplica(profile.Slowdowns(), profile.ServiceSeconds, 0);
        double at = 0;
        for (var index = 0; index < count; index++)
        {
            at += random.Exponential() / rate;
            replica.Work(at, listener);
            replica.Take(at, at, work?.Invoke() ?? profile.DrawWork(random));
        }

        replica.Work(double.PositiveInfinity, listener);
        return listener.Latencies;
    }

    private static List<double> Ends(ServiceProfile profile, params (double At, double Work)[] requests)
    {
        var listener = new Listener();
        Run(profile, listener, requests);
        return listener.Ends;
    }

    private static SimulatedReplica Run(ServiceProfile profile, Listener listener, (double At, double Work)[] requests)
    {
        var replica = new SimulatedReplica(profile.Slowdowns(), profile.ServiceSeconds, 0);
        foreach (var (at, work) in requests)
        {
            replica.Work(at, listener);
            replica.Take(at, at, work);
        }

        replica.Work(double.PositiveInfinity, listener);
        return replica;
    }

    private sealed class Listener : IRequestListener
    {
        public List<double> Latencies { get; } = [];

        public List<double> Ends { get; } = [];

        public void Ended(double arrived, double ended)
        {
            Latencies.Add(ended - arrived);
            Ends.Add(ended);
        }
    }
}
