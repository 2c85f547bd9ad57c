using System.Globalization;
using System.Text;
using CsCheck;
using InferenceOperator.Metrics.Scraping.Exposition;

namespace InferenceOperator.Tests.Metrics.Scraping;

public sealed class ExpositionTests
{
    [Theory]
    [InlineData("up 1", 1)]
    [InlineData("up{} 1", 1)]
    [InlineData("up\t{ a = \"b\" , }\t1.5e3 1395066363000", 1500)]
    [InlineData("up -4", -4)]
    [InlineData("up +Inf", double.PositiveInfinity)]
    [InlineData("up -inf", double.NegativeInfinity)]
    [InlineData("up NaN", double.NaN)]
    [InlineData("up nan", double.NaN)]
    [InlineData("up 1 # {trace_id=\"x\"} 0.5 1520879607.789", 1)]
    [InlineData("up 1\r", 1)]
    [InlineData("  # HELP up\n# TYPE up gauge\n\nup 1", 1)]
    public async Task A_sample_has_a_value_whatever_is_around_it(string page, double value)
    {
        var (samples, problem) = await KeptSamples.ReadAsync(page);

        problem.Should().BeNull();
        samples.All.Should().ContainSingle().Which.Value.Should().Be(value);
    }

    [Fact]
    public async Task Escapes_in_labels_are_resolved()
    {
        var (samples, _) = await KeptSamples.ReadAsync("""up{path="C:\\dir",said="\"a, b}\"",line="one\ntwo","dotted.name"="ü"} 1""");

        samples.All.Single().Labels.Should().Equal(new Dictionary<string, string>
        {
            ["path"] = "C:\\dir",
            ["said"] = "\"a, b}\"",
            ["line"] = "one\ntwo",
            ["dotted.name"] = "ü",
        });
    }

    [Fact]
    public async Task Names_in_quotes_are_passed_over()
    {
        var (samples, problem) = await KeptSamples.ReadAsync("{\"my.metric\",a=\"b\"} 1\nup 2\n");

        problem.Should().BeNull();
        samples.All.Should().ContainSingle().Which.Name.Should().Be("up");
    }

    [Fact]
    public async Task What_nobody_wants_need_not_be_right()
    {
        var (samples, problem) = await KeptSamples.ReadAsync("ignored{broken 1\nup 2\n");

        (problem, samples.All.Count).Should().Be((null, 1));
    }

    [Theory]
    [InlineData("<!doctype html>", "line 1: a sample begins with the name of a metric")]
    [InlineData("{\"status\":\"ok\"}\nup", "line 2: a sample ends with a number")]
    [InlineData("up 1\nup{a=b} 1", "line 2: labels are written*")]
    [InlineData("up{a=\"b 1", "line 1: labels are written*")]
    [InlineData("up one", "line 1: a sample ends with a number")]
    [InlineData("up 1e", "line 1: a sample ends with a number")]
    [InlineData("up", "line 1: a sample ends with a number")]
    [InlineData("", "it has no samples")]
    [InlineData("# EOF\n", "it has no samples")]
    public async Task What_is_no_exposition_is_refused_with_the_reason_and_not_quoted(string page, string reason)
    {
        var (_, problem) = await KeptSamples.ReadAsync(page);

        problem.Should().Match(reason);
    }

    [Fact]
    public async Task OpenMetrics_ends_with_its_mark_or_was_cut_off()
    {
        (await KeptSamples.ReadAsync("up 1\n", endMark: true)).Problem.Should().Contain("cut off");
        var (samples, problem) = await KeptSamples.ReadAsync("up 1\n# EOF\nrubbish that a proxy added", endMark: true);
        (problem, samples.All.Count).Should().Be((null, 1));
    }

    [Fact]
    public async Task A_page_has_a_largest_size_and_a_longest_line()
    {
        var line = Encoding.UTF8.GetBytes("ignored{a=\"" + new string('x', 1000) + "\"} 1\n");
        byte[] page = [.. Enumerable.Repeat(line, (ExpositionBody.LargestPage / line.Length) + 100).SelectMany(bytes => bytes)];

        (await KeptSamples.ReadAsync(page)).Problem.Should().Be("it is larger than 8 MiB");
        (await KeptSamples.ReadAsync(new string('x', ExpositionBody.LongestLine * 2))).Problem.Should().Be("it has a line longer than 64 KiB");
    }

    [Fact]
    public Task What_is_written_is_read_again() =>
        Gen.Select(Gen.String, Gen.String, Gen.OneOf(Gen.Double, Gen.OneOf<double>(0, double.NaN, double.PositiveInfinity, double.NegativeInfinity))).Array[1, 20].SampleAsync(
            async samples =>
            {
                var page = string.Concat(samples.Select(sample => string.Create(
                    CultureInfo.InvariantCulture, $"up{{a=\"{Escape(Valid(sample.Item1))}\",b=\"{Escape(Valid(sample.Item2))}\"}} {Text(sample.Item3)}\n")));

                var (kept, problem) = await KeptSamples.ReadAsync(page);

                problem.Should().BeNull();
                kept.All.Select(sample => (sample.Labels["a"], sample.Labels["b"], sample.Value))
                    .Should().Equal(samples.Select(sample => (Valid(sample.Item1), Valid(sample.Item2), sample.Item3)));
            },
            iter: 300);

    [Fact]
    public Task Garbage_gives_a_reason_or_samples_and_never_an_exception()
    {
        string[] pieces = ["up", "{", "}", "\"", "\\", "=", ",", " ", "\n", "1", "NaN", "#", "# EOF", "le", "\0", "é", "\r", "+Inf", "e", "-"];
        var built = Gen.Int[0, pieces.Length - 1].Array[0, 60].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => pieces[part]))));
        return Gen.OneOf(Gen.Byte.Array[0, 300], built).SampleAsync(async page => (await KeptSamples.ReadAsync(page)).Problem.Should().NotBeEmpty());
    }

    // Half a surrogate pair is no text that could be written in UTF-8.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Text(double value) => double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
