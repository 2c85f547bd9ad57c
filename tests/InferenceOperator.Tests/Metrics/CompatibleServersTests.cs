using System.Text;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Tests.Metrics;

/// <summary>Answers in the form that servers other than Prometheus give them, from their documentation and sources.</summary>
public sealed class CompatibleServersTests
{
    private const string OneSeries = """{"metric":{"namespace":"vision","inferenceoperator_io_model":"ocr"},"value":[1764000000,"0.125"]}""";

    [Fact]
    public void Thanos_warns_of_a_store_that_did_not_answer()
    {
        var answer = Read("""{"status":"success","data":{"resultType":"vector","result":[ONE_SERIES],"analysis":{}},"warnings":["receive series from Addr: 10.0.0.7:10901 LabelSets: {replica=\"a\"} MinTime: 0 MaxTime: 9: rpc error: code = Unavailable"]}""");

        answer.Samples.Should().ContainSingle();
        answer.Warnings.Should().ContainSingle().Which.Should().StartWith("receive series from Addr: 10.0.0.7:10901");
    }

    [Fact]
    public void Older_Thanos_puts_its_warnings_into_the_data() =>
        Read("""{"status":"success","data":{"resultType":"vector","result":[ONE_SERIES],"warnings":["No StoreAPIs matched for this query"]}}""")
            .Warnings.Should().Equal("No StoreAPIs matched for this query");

    [Fact]
    public void Thanos_without_partial_responses_fails_instead() =>
        Read("""{"status":"error","errorType":"execution","error":"expanding series: proxy Series(): rpc error: code = Aborted desc = receive series from Addr: 10.0.0.7:10901"}""")
            .Error!.Kind.Should().Be(QueryErrorKind.Rejected);

    [Fact]
    public void Mimir_refuses_a_query_over_its_limits_and_names_the_limit()
    {
        var error = Read("""{"status":"error","errorType":"execution","error":"the query exceeded the maximum number of chunks (limit: 11 chunks) (err-mimir-max-chunks-per-query)"}""").Error!;

        error.Should().Match<QueryError>(it => it.Kind == QueryErrorKind.Rejected && it.Message.Contains("err-mimir-max-chunks-per-query"));
    }

    [Theory]
    [InlineData("too_many_requests")]
    [InlineData("internal")]
    [InlineData("unavailable")]
    public void Mimirs_own_trouble_is_no_fault_of_the_query(string type) =>
        Read($$"""{"status":"error","errorType":"{{type}}","error":"the request has been rejected because the tenant exceeded the request rate limit"}""").Error!.Kind.Should().Be(QueryErrorKind.Unreachable);

    [Fact]
    public void VictoriaMetrics_says_when_its_answer_is_partial()
    {
        var answer = Read("""{"status":"success","isPartial":true,"data":{"resultType":"vector","result":[ONE_SERIES]},"stats":{"seriesFetched":"1","executionTimeMsec":3}}""");

        answer.Samples.Single().Value.Should().Be(0.125);
        answer.Warnings.Should().ContainSingle().Which.Should().Contain("storage nodes");
    }

    [Fact]
    public void VictoriaMetrics_says_when_its_answer_is_whole() =>
        Read("""{"status":"success","isPartial":false,"data":{"resultType":"vector","result":[ONE_SERIES]},"stats":{"seriesFetched":"1"}}""").Warnings.Should().BeEmpty();

    [Theory]
    [InlineData("422", QueryErrorKind.Rejected)]
    [InlineData("400", QueryErrorKind.Rejected)]
    [InlineData("503", QueryErrorKind.Unreachable)]
    [InlineData("429", QueryErrorKind.Unreachable)]
    public void VictoriaMetrics_writes_the_HTTP_status_as_the_type(string type, QueryErrorKind kind) =>
        Read($$"""{"status":"error","errorType":"{{type}}","error":"cannot parse query"}""").Error!.Kind.Should().Be(kind);

    [Fact]
    public void VictoriaMetrics_repeats_the_query_and_the_reason_after_it_is_kept()
    {
        var body = """{"status":"error","errorType":"422","error":"error when executing query=\"LONG\" for (time=1795513374000, step=300000): cannot execute \"histogram_sum(sum(rate(x[4s])) by (namespace))\": unknown func \"histogram_sum\""}"""
            .Replace("LONG", new string('x', 9000));

        Read(body).Error!.Message.Should().Match("*error when executing query=*: unknown func \"histogram_sum\"").And.Match(message => message.Length < 450);
    }

    [Fact]
    public void Prometheus_before_2_54_puts_remarks_among_the_warnings_that_say_nothing_of_what_is_missing() =>
        Read("""{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"nv_inference_request_success\" (1:6)","PromQL warning: encountered a mix of histograms and floats for metric name \"d\" (1:6)"]}""")
            .Warnings.Should().ContainSingle().Which.Should().StartWith("PromQL warning:");

    [Fact]
    public void The_order_of_fields_does_not_matter() =>
        Read("""{"infos":["x"],"data":{"result":[ONE_SERIES],"resultType":"vector"},"status":"success"}""").Samples.Should().ContainSingle();

    private static QueryAnswer Read(string body) => AnswerReader.Read(Encoding.UTF8.GetBytes(body.Replace("ONE_SERIES", OneSeries)));
}
