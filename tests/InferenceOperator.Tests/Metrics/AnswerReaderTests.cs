using System.Text;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Tests.Metrics;

public sealed class AnswerReaderTests
{
    [Fact]
    public void Reads_the_series_of_a_vector_with_labels_and_instant()
    {
        var answer = Read("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"namespace":"vision","inferenceoperator_io_model":"ocr"},"value":[1764000000.781,"0.125"]},{"metric":{},"value":[1764000000.781,"3e-05"]}]}}""");

        answer.Error.Should().BeNull();
        answer.Samples.Select(sample => sample.Value).Should().Equal(0.125, 3e-05);
        answer.Samples[0].Label("namespace").Should().Be("vision");
        answer.Samples[0].Time.ToUnixTimeMilliseconds().Should().Be(1764000000781);
        answer.Samples[1].Label("namespace").Should().BeEmpty();
    }

    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("+Inf", double.PositiveInfinity)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("-4.2", -4.2)]
    [InlineData("1e+308", 1e308)]
    public void Reads_values_that_are_no_ordinary_numbers(string text, double value) =>
        Read("""{"status":"success","data":{"resultType":"scalar","result":[1764000000,"VALUE"]}}""".Replace("VALUE", text)).Samples.Single().Value.Should().Be(value);

    [Fact]
    public void Reads_an_empty_vector() =>
        Read("""{"status":"success","data":{"resultType":"vector","result":[]}}""").Should().BeEquivalentTo(new QueryAnswer());

    [Fact]
    public void Keeps_warnings() =>
        Read("""{"status":"success","warnings":["store eu-2 did not answer"],"data":{"resultType":"vector","result":[]}}""").Warnings.Should().Equal("store eu-2 did not answer");

    [Fact]
    public void A_native_histogram_has_no_single_value() =>
        Read("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1764000000,{"count":"10","sum":"3"}]}]}}""")
            .Samples.Single().Should().Match<MetricSample>(sample => sample.IsHistogram && double.IsNaN(sample.Value));

    [Theory]
    [InlineData("bad_data", QueryErrorKind.Rejected)]
    [InlineData("execution", QueryErrorKind.Rejected)]
    [InlineData("timeout", QueryErrorKind.Unreachable)]
    [InlineData("unavailable", QueryErrorKind.Unreachable)]
    public void Tells_a_wrong_query_from_a_Prometheus_in_trouble(string type, QueryErrorKind kind)
    {
        var error = Read($$"""{"status":"error","errorType":"{{type}}","error":"1:9: parse error: unclosed left parenthesis"}""").Error;

        error.Should().Be(new QueryError(kind, $"{type}: 1:9: parse error: unclosed left parenthesis"));
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", "range")]
    [InlineData("""{"status":"success","data":{"resultType":"string","result":[1,"a"]}}""", "string")]
    public void Refuses_results_that_are_no_instant_numbers(string body, string word)
    {
        var error = Read(body).Error;

        error!.Kind.Should().Be(QueryErrorKind.Rejected);
        error.Message.Should().Contain(word);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in</html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"status":"success"}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":{}}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"abc"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,null]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1e300,"1"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[""")]
    public void Anything_else_is_no_answer(string body) => Read(body).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);

    private static QueryAnswer Read(string body) => AnswerReader.Read(Encoding.UTF8.GetBytes(body));
}
