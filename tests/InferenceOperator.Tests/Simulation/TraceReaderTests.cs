using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class TraceReaderTests
{
    [Fact]
    public void Requests_are_read_with_their_work_relative_to_the_mean()
    {
        var trace = Read("seconds,work", "0.5,10", "1.5,30", "61,20").Trace;

        trace.Arrivals.Should().Equal(0.5, 1.5, 61);
        trace.Works.Should().Equal(0.5, 1.5, 1);
        trace.DurationSeconds.Should().Be(62);
    }

    [Fact]
    public void Requests_in_the_order_of_their_ends_are_put_in_order_with_their_work()
    {
        var trace = Read("seconds,work", "3,1", "1,3").Trace;

        trace.Arrivals.Should().Equal(1, 3);
        trace.Works.Should().Equal(1.5, 0.5);
    }

    [Fact]
    public void Times_of_day_count_from_the_first_request() =>
        Read("timestamp", "2026-01-05 09:30:00.5", "2026-01-05T09:30:02Z", "2026-01-05T10:30:03+01:00").Trace.Arrivals.Should().Equal(0, 1.5, 2.5);

    [Fact]
    public void Seconds_since_1970_are_times_of_day_too() => Read("timestamp", "1700000000.5", "1700000010").Trace.Arrivals.Should().Equal(0, 9.5);

    [Fact]
    public void Comments_empty_lines_and_more_columns_do_no_harm() =>
        Read("# exported", "\uFEFFSeconds,\"user\"", "", "1,a", "# later", "2,b").Trace.Arrivals.Should().Equal(1, 2);

    [Fact]
    public void Without_work_the_profile_draws_it() => Read("seconds", "1", "2").Trace.Works.Should().BeNull();

    [Fact]
    public void Token_costs_of_the_profile_give_the_length_of_a_request_alone()
    {
        var loaded = TraceReader.Read("azure.csv", Tokens, new TokenCosts(0.001, 0.1), seed: 1);

        loaded.Trace.Works.Should().Equal(0.5, 1.5);
        loaded.MeanSeconds.Should().BeApproximately(2, 1e-9);
    }

    [Fact]
    public void Without_token_costs_a_generated_token_weighs_more_than_one_of_the_prompt()
    {
        var loaded = TraceReader.Read("azure.csv", Tokens, tokens: null, seed: 1);

        loaded.MeanSeconds.Should().BeNull();
        loaded.Trace.Works!.Average().Should().BeApproximately(1, 1e-9);
        loaded.Trace.Works![1].Should().BeGreaterThan(1);
    }

    [Fact]
    public void The_profile_takes_on_the_length_and_the_variability_of_the_requests()
    {
        var profile = ProfileReader.Parse("p.yaml", "points: [{concurrency: 1, latency: 1s}, {concurrency: 2, latency: 1500ms}]").Service;

        var fitted = TraceReader.Read("azure.csv", Tokens, new TokenCosts(0.001, 0.1), seed: 1).Fit(profile);

        fitted.Points.Select(point => point.LatencySeconds).Should().Equal(2, 3);
        fitted.Variability.Should().BeApproximately(0.25, 1e-9);
    }

    [Fact]
    public void The_rate_of_a_recording_is_the_centred_mean_of_thirty_seconds()
    {
        var trace = Read(["seconds", .. Enumerable.Range(0, 300).Select(request => $"{request % 60}"), "120"]).Trace;

        trace.RateOf(30).Should().Be(5);
        trace.RateOf(60).Should().Be(2.5, "half of the window is empty");
        trace.RateOf(0).Should().Be(5, "what is before the start does not count");
        trace.RateOf(100).Should().Be(0);
    }

    [Fact]
    public void Rates_become_arrivals_that_the_seed_decides()
    {
        string[] lines = ["seconds,rate", "0,0", "500,20", "1000,0"];

        var trace = TraceReader.Read("rates.csv", lines, null, seed: 7).Trace;

        trace.Arrivals.Should().BeInAscendingOrder().And.Equal(TraceReader.Read("rates.csv", lines, null, seed: 7).Trace.Arrivals);
        trace.Arrivals.Should().NotEqual(TraceReader.Read("rates.csv", lines, null, seed: 8).Trace.Arrivals);
        trace.Arrivals.Length.Should().BeInRange(9_500, 10_500, "the area under the rate is 10,000");
        trace.DurationSeconds.Should().Be(1000);
        (trace.RateOf(250), trace.RateOf(500), trace.RateOf(2000)).Should().Be((10, 20, 0));
    }

    [Theory]
    [InlineData("load.csv is empty: write a header such as \"seconds,work\"")]
    [InlineData("load.csv, line 1 \"when,work\": no column says when; write a header with a column named seconds", "when,work", "1,2")]
    [InlineData("load.csv, line 1 \"seconds,timestamp\": both seconds and timestamp say when; write one", "seconds,timestamp", "1,2")]
    [InlineData("load.csv, line 3, column work \"much\": write the work of the request, 0 or more", "seconds,work", "1,1", "2,much")]
    [InlineData("load.csv, line 2, column seconds \"-1\": write seconds from the start, 0 or more", "seconds", "-1")]
    [InlineData("load.csv, line 2, column seconds \"NaN\": write seconds", "seconds", "NaN")]
    [InlineData("load.csv, line 3: 1 fields, and the header has 2 (seconds,work): write one value for each column", "seconds,work", "1,1", "2")]
    [InlineData("load.csv, line 2, column timestamp \"noon\": write a time such as 2026-01-05T09:30:00.5Z", "timestamp", "noon")]
    [InlineData("load.csv, line 3, column GeneratedTokens \"x\": write a number of tokens, 0 or more", "TIMESTAMP,ContextTokens,GeneratedTokens", "2023-11-16 18:15:46.68,374,44", "2023-11-16 18:15:50.99,396,x")]
    [InlineData("load.csv, line 2, column rate \"-4\": write requests a second, 0 or more", "seconds,rate", "0,-4")]
    [InlineData("load.csv, line 3: its time is not after that of the line before: write rates in the order of time", "seconds,rate", "10,1", "10,2")]
    [InlineData("load.csv has 1 rates: write at least two", "seconds,rate", "10,1")]
    [InlineData("load.csv comes to 0 requests: write 1 to 20000000", "seconds,rate", "0,0", "10,0")]
    [InlineData("load.csv has no requests: write a line for each below the header", "seconds")]
    [InlineData("load.csv: the work of all requests is 0", "seconds,work", "1,0", "2,0")]
    [InlineData("load.csv is 19676 days long: write at most 92 days; times of day go into a column named timestamp", "seconds", "1700000000")]
    public void Refuses_with_file_line_column_value_and_what_to_write(string message, params string[] lines) =>
        FluentActions.Invoking(() => Read(lines)).Should().Throw<InputException>().Which.Message.Should().StartWith(message);

    private static readonly string[] Tokens = ["TIMESTAMP,ContextTokens,GeneratedTokens", "2023-11-16 18:15:46.6805900,500,5", "2023-11-16 18:15:50.9951690,1000,20"];

    private static LoadedTrace Read(params string[] lines) => TraceReader.Read("some/folder/load.csv", lines, null, seed: 1);
}
