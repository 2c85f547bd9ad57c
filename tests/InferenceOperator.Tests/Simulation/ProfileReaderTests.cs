using InferenceOperator.Core.Simulation;
using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class ProfileReaderTests
{
    [Fact]
    public void Every_field_is_read()
    {
        var profile = ProfileReader.Parse(
            "ocr.yaml",
            """
            name: ocr on H100
            gpus: 2
            points:
              - {concurrency: 1, latency: 25ms, throughput: 40, p95: 31ms}
              - {concurrency: 4, latency: 0.05s}
            variability: 0.3
            startup: 1m30s
            tokens: {prompt: 0.4ms, generated: 25ms}
            """);

        profile.Service.Should().BeEquivalentTo(new ServiceProfile { Name = "ocr on H100", Gpus = 2, Points = [new(1, 0.025), new(4, 0.05)], Variability = 0.3 });
        profile.Startup.Should().Be(TimeSpan.FromSeconds(90));
        profile.Tokens.Should().Be(new TokenCosts(0.0004, 0.025));
    }

    [Fact]
    public void Points_alone_are_enough()
    {
        var profile = ProfileReader.Parse("ocr.yaml", "points: [{concurrency: 1, latency: 25ms}]");

        profile.Service.Should().BeEquivalentTo(new ServiceProfile { Name = "ocr", Gpus = 1, Points = [new(1, 0.025)], Variability = 0.1 });
        (profile.Startup, profile.Tokens).Should().Be((null, null));
    }

    [Theory]
    [InlineData("", "p.yaml has no fields: write a YAML mapping")]
    [InlineData("points: [", "p.yaml, line ")]
    [InlineData("name: x", "p.yaml, line 1: points is missing: write a list such as [{concurrency: 1, latency: 25ms}]")]
    [InlineData("points: []", "p.yaml, line 1: points \"[]\": write a list such as")]
    [InlineData("points: fast", "p.yaml, line 1: points \"fast\": write a list such as")]
    [InlineData("points: [{latency: 1s}]", "p.yaml, line 1: points[0].concurrency is missing: write requests at once")]
    [InlineData("points: [{concurrency: 1}]", "p.yaml, line 1: points[0].latency is missing: write a duration such as 25ms")]
    [InlineData("points: [{concurrency: 1, latency: 25}]", "p.yaml, line 1: points[0].latency \"25\": write a duration such as 25ms, 1.5s or 1m30s")]
    [InlineData("points: [{concurrency: 1, latency: 0s}]", "p.yaml, line 1: points[0].latency \"0s\": write more than 0, such as 25ms")]
    [InlineData("points: [{concurrency: 1.5, latency: 1s}]", "p.yaml, line 1: points[0].concurrency \"1.5\": write requests at once, 1 to 4096")]
    [InlineData("points: [{concurrency: 2, latency: 1s}]", "p.yaml, line 1: points[0].concurrency \"2\": the first point is a request alone: write concurrency: 1")]
    [InlineData("points:\n- {concurrency: 1, latency: 1s}\n- {concurrency: 1, latency: 1s}", "p.yaml, line 3: points[1].concurrency \"1\": it follows 1: write points in ascending order")]
    [InlineData("points:\n- {concurrency: 1, latency: 1s}\n- {concurrency: 2, latency: 500ms}", "p.yaml, line 3: points[1].latency \"500ms\": 2 requests at once are faster than 1 (1s): write mean latencies that grow")]
    [InlineData("points:\n- {concurrency: 1, latency: 1s}\n- {concurrency: 2, latency: 4s}", "p.yaml, line 3: points[1].latency \"4s\": 0.5 requests/s at 2 at once are less than 1 at 1: leave out the points from 2 on")]
    [InlineData("points: [{concurrency: 1, latency: 1s}]\nvariability: -1", "p.yaml, line 2: variability \"-1\": write the squared coefficient of variation")]
    [InlineData("points: [{concurrency: 1, latency: 1s}]\ngpus: many", "p.yaml, line 2: gpus \"many\": write the GPUs of one replica, 0 to 64")]
    [InlineData("points: [{concurrency: 1, latency: 1s}]\nstartup: soon", "p.yaml, line 2: startup \"soon\": write a duration")]
    [InlineData("points: [{concurrency: 1, latency: 1s}]\ntokens: {prompt: 1ms}", "p.yaml, line 2: tokens.generated is missing: write the time of a generated token")]
    [InlineData("points: [{concurrency: 1, latency: 1s}]\nstart: 1s", "p.yaml, line 2: start is no field here: write name, gpus, points, variability, startup, tokens")]
    public void Refuses_with_file_line_field_value_and_what_to_write(string yaml, string message) =>
        FluentActions.Invoking(() => ProfileReader.Parse("p.yaml", yaml)).Should().Throw<InputException>().Which.Message.Should().StartWith(message);

    [Theory]
    [InlineData("profile.yaml")]
    [InlineData("llm-profile.yaml")]
    public void The_samples_can_be_read(string file) =>
        ProfileReader.Read(Repository.PathOf($"docs/samples/simulate/{file}")).Service.Points.Should().NotBeEmpty();
}
