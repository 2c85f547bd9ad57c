using System.Text;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Tests.Metrics;

/// <summary>Answers to range queries.</summary>
public sealed class PastReaderTests
{
    [Fact]
    public void The_values_of_one_series_come_with_their_times()
    {
        var answer = Read("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1764000000,"1.5"],[1764000300.5,"NaN"]]}]}}""");

        answer.Error.Should().BeNull();
        answer.Values.Should().Equal(
            [(DateTimeOffset.FromUnixTimeSeconds(1764000000), 1.5), (DateTimeOffset.FromUnixTimeMilliseconds(1764000300500), double.NaN)],
            (left, right) => left.Item1 == right.Item1 && left.Item2.Equals(right.Item2));
    }

    [Fact]
    public void No_series_is_no_past()
    {
        var answer = Read("""{"status":"success","data":{"resultType":"matrix","result":[]}}""");

        (answer.Error, answer.Values.Count).Should().Be((null, 0));
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"1"},"values":[]},{"metric":{"a":"2"},"values":[]}]}}""", QueryErrorKind.Rejected, "2 series")]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution of 11,000 points per timeseries"}""", QueryErrorKind.Rejected, "maximum resolution")]
    [InlineData("""{"status":"error","errorType":"timeout","error":"query timed out"}""", QueryErrorKind.Unreachable, "timed out")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1764000000,"x"]]}]}}""", QueryErrorKind.Unreachable, "not that of")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1764000000]]}]}}""", QueryErrorKind.Unreachable, "not that of")]
    [InlineData("<html>login</html>", QueryErrorKind.Unreachable, "not that of")]
    public void What_is_no_past_says_why(string body, QueryErrorKind kind, string message) =>
        Read(body).Error.Should().Match<QueryError>(error => error.Kind == kind && error.Message.Contains(message));

    private static PastAnswer Read(string body) => PastReader.Read(Encoding.UTF8.GetBytes(body));
}
