using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class ProfilerTests
{
    private readonly List<string> _told = [];

    [Fact]
    public async Task Ends_where_more_at_once_does_no_more()
    {
        var measured = await RunAsync((1, 10), (2, 18), (4, 18.5), (8, 30));

        measured.Select(point => point.Concurrency).Should().Equal(1, 2);
        _told.Should().Contain("4 at once do no more than 2: the profile ends there, the rest waits in line");
    }

    [Fact]
    public async Task Ends_where_the_server_takes_no_more()
    {
        var measured = await RunAsync((1, 10), (2, double.NaN));

        measured.Select(point => point.Concurrency).Should().Equal(1);
        _told[^1].Should().Be("concurrency 2: the server took no more (429: full); its queue is shorter than that, so that the profile ends at 1");
    }

    [Fact]
    public async Task Measures_all_while_more_does_more() =>
        (await RunAsync((1, 10), (2, 19), (4, 30))).Should().HaveCount(3);

    [Fact]
    public void Latencies_become_mean_percentile_and_variability()
    {
        var measured = Measurement.Of(concurrency: 2, [1, 3, 1, 3], elapsedSeconds: 4);

        measured.Should().Be(new Measurement(Concurrency: 2, Requests: 4, MeanSeconds: 2, P95Seconds: 3, Variability: 0.25, Throughput: 1));
    }

    [Fact]
    public async Task A_closed_load_has_as_many_requests_in_flight_as_callers()
    {
        var inFlight = 0;
        var gate = new SemaphoreSlim(0);
        var loop = new ClosedLoop(
            async token =>
            {
                // None goes on before all four are inside: with fewer callers this would never end.
                if (Interlocked.Increment(ref inFlight) == 4)
                    gate.Release(4);
                await gate.WaitAsync(token);
                Interlocked.Decrement(ref inFlight);
            },
            TimeProvider.System);

        var measured = await loop.RunAsync(4, TimeSpan.Zero, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        measured.Requests.Should().Be(4);
    }

    [Fact]
    public async Task The_first_failure_stops_every_caller()
    {
        var calls = 0;
        var loop = new ClosedLoop(
            token => Interlocked.Increment(ref calls) == 3 ? throw new OverloadedException("429: full") : Task.Delay(Timeout.Infinite, token), TimeProvider.System);

        await FluentActions.Awaiting(() => loop.RunAsync(3, TimeSpan.FromHours(1), CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1))).Should().ThrowAsync<OverloadedException>();

        calls.Should().Be(3);
    }

    [Theory]
    [InlineData("BOOL", 1)]
    [InlineData("FP16", 2)]
    [InlineData("BF16", 2)]
    [InlineData("INT32", 4)]
    [InlineData("FP64", 8)]
    [InlineData("UINT64", 8)]
    [InlineData("BYTES", 5)]
    public void Raw_tensors_have_the_size_that_the_protocol_says(string datatype, int size)
    {
        var body = RequestBuilder.Build([new("x", datatype, [-1, 3])], new Dictionary<string, long[]> { ["x"] = [2, 3] }, raw: true);

        (body.Bytes.Length - body.JsonLength).Should().Be(6 * size);
    }

    [Fact]
    public void Optional_inputs_are_left_out_unless_they_have_a_shape()
    {
        ModelInput[] inputs = [new("x", "INT64", []), new("y", "INT64", [1], Optional: true)];

        Text(RequestBuilder.Build(inputs, new Dictionary<string, long[]>(), raw: false)).Should().Be("""{"inputs":[{"name":"x","datatype":"INT64","shape":[],"data":[1]}]}""");
        Text(RequestBuilder.Build(inputs, new Dictionary<string, long[]> { ["y"] = [1] }, raw: false)).Should().Contain("\"name\":\"y\"");

        static string Text(RequestBody body) => System.Text.Encoding.UTF8.GetString(body.Bytes);
    }

    private async Task<IReadOnlyList<Measurement>> RunAsync(params (int Concurrency, double Throughput)[] truth) =>
        await new Profiler(
            concurrency => truth.First(point => point.Concurrency == concurrency).Throughput is var throughput && double.IsNaN(throughput)
                ? throw new OverloadedException("429: full")
                : Task.FromResult(new Measurement(concurrency, 100, concurrency / throughput, 1, 0.1, throughput)),
            _told.Add).RunAsync([.. truth.Select(point => point.Concurrency)]);
}
