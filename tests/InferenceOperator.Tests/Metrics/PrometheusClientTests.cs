using System.Net;
using System.Net.Sockets;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Metrics;

public sealed class PrometheusClientTests : IAsyncLifetime, IDisposable
{
    private StubPrometheus _stub = null!;
    private readonly FakeTimeProvider _time = new();
    private readonly string _secretFile = Path.GetTempFileName();

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_secretFile, "s3cret\n");
        _stub = await StubPrometheus.StartAsync();
    }

    public async Task DisposeAsync() => await _stub.DisposeAsync();

    public void Dispose() => File.Delete(_secretFile);

    [Fact]
    public async Task Sends_the_query_as_a_form_with_instant_time_out_and_headers()
    {
        using var client = Client(options =>
        {
            options.Url = _stub.Url + "/prometheus/";
            options.BearerTokenFile = _secretFile;
            options.Headers["X-Scope-OrgID"] = "team-a";
            options.QueryParameters["partial_response"] = "false";
        });

        var answer = await client.QueryAsync("sum(a+b)", DateTimeOffset.FromUnixTimeMilliseconds(1764000000250), default);

        answer.Error.Should().BeNull();
        var (path, headers, form) = _stub.Requests.Single();
        path.Should().Be("/prometheus/api/v1/query");
        form.Should().Contain("query", "sum(a+b)").And.Contain("time", "1764000000.25").And.Contain("timeout", "60000ms").And.Contain("partial_response", "false");
        headers["Authorization"].Should().Be("Bearer s3cret");
        headers["X-Scope-OrgID"].Should().Be("team-a");
        headers["User-Agent"].Should().Be("inference-operator");
    }

    [Fact]
    public async Task Sends_basic_credentials_and_takes_a_new_password_from_the_file()
    {
        using var client = Client(options => (options.Username, options.PasswordFile) = ("reader", _secretFile));
        await client.QueryAsync("a", null, default);
        await File.WriteAllTextAsync(_secretFile, "rotated");
        await client.QueryAsync("a", null, default);

        _stub.Requests.Select(request => request.Headers["Authorization"]).Should().Equal("Basic cmVhZGVyOnMzY3JldA==", "Basic cmVhZGVyOnJvdGF0ZWQ=");
    }

    [Theory]
    [InlineData(401, "token")]
    [InlineData(302, "redirect")]
    [InlineData(404, "path prefix")]
    [InlineData(500, "500")]
    [InlineData(503, "503")]
    [InlineData(429, "429")]
    public async Task A_refusal_is_unreachable_and_says_what_to_check(int status, string hint)
    {
        _stub.Status = status;
        using var client = Client(options => options.BearerTokenFile = _secretFile);

        var error = (await client.QueryAsync("a", null, default)).Error!;

        error.Kind.Should().Be(QueryErrorKind.Unreachable);
        error.Message.Should().Contain(hint).And.NotContain("s3cret");
        _stub.Requests.Should().ContainSingle("a redirect is not followed");
    }

    [Fact]
    public async Task A_refusal_that_gives_a_reason_hands_it_on()
    {
        (_stub.Status, _stub.Body) = (503, """{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}""");
        using var client = Client();

        (await client.QueryAsync("a", null, default)).Error!.Message.Should().EndWith("answers 503: timeout: query timed out in expression evaluation");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    public async Task A_wrong_query_is_rejected_with_Prometheus_words(int status)
    {
        (_stub.Status, _stub.Body) = (status, """{"status":"error","errorType":"bad_data","error":"parse error"}""");
        using var client = Client();

        (await client.QueryAsync("a(", null, default)).Error.Should().Be(new QueryError(QueryErrorKind.Rejected, "bad_data: parse error"));
    }

    [Fact]
    public async Task No_answer_in_time_is_unreachable()
    {
        _stub.Hangs = true;
        using var client = Client(options => options.Timeout = TimeSpan.FromMilliseconds(100));

        (await client.QueryAsync("a", null, default)).Error!.Should().Match<QueryError>(error => error.Kind == QueryErrorKind.Unreachable && error.Message.Contains("0.1 s"));
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        // Bound, so that the port is nobody else's, and nobody listens on it.
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = Client(options => options.Url = $"http://{reserved.LocalEndPoint}");

        (await client.QueryAsync("a", null, default)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task An_answer_beyond_all_measure_is_unreachable()
    {
        _stub.Body = new string('x', PrometheusHttp.LargestAnswer + 1);
        using var client = Client();

        (await client.QueryAsync("a", null, default)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task Secrets_that_cannot_be_read_are_unreachable_and_do_not_throw()
    {
        using var client = Client(options => options.BearerTokenFile = _secretFile);
        File.Delete(_secretFile);

        (await client.QueryAsync("a", null, default)).Error!.Message.Should().Contain("credentials");
    }

    [Fact]
    public async Task Without_an_address_nothing_is_asked()
    {
        using var client = Client(options => options.Url = null);

        client.IsConfigured.Should().BeFalse();
        (await client.QueryAsync("a", null, default)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task After_three_failures_it_stops_asking_and_later_tries_again()
    {
        _stub.Status = 500;
        using var client = Client();
        for (var i = 0; i < 5; i++)
            await client.ProbeAsync("a", default);
        _stub.Requests.Should().HaveCount(3);

        (_stub.Status, var before) = (200, _stub.Requests.Count);
        _time.Advance(TimeSpan.FromSeconds(5));
        var answer = await client.ProbeAsync("a", default);

        answer.Error.Should().BeNull();
        _stub.Requests.Should().HaveCount(before + 1);
    }

    [Fact]
    public async Task The_break_grows_to_30_seconds()
    {
        _stub.Status = 500;
        using var client = Client();
        for (var i = 0; i < 3; i++)
            await client.ProbeAsync("a", default);
        var breaks = new List<int>();
        for (var round = 0; round < 5; round++)
            breaks.Add(await SecondsUntilAskedAsync(client));

        breaks.Should().Equal(5, 10, 20, 30, 30);
    }

    [Fact]
    public async Task A_wrong_query_does_not_open_the_circuit()
    {
        (_stub.Status, _stub.Body) = (400, """{"status":"error","errorType":"bad_data","error":"parse error"}""");
        using var client = Client();
        for (var i = 0; i < 10; i++)
            await client.ProbeAsync("a(", default);

        _stub.Requests.Should().HaveCount(10);
    }

    [Fact]
    public async Task One_failure_among_many_answers_does_not_open_the_circuit()
    {
        using var client = Client();
        for (var i = 0; i < 9; i++)
        {
            _stub.Status = i == 4 ? 500 : 200;
            await client.ProbeAsync("a", default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _stub.Requests.Should().HaveCount(9);
    }

    [Fact]
    public async Task A_query_too_heavy_to_be_answered_does_not_make_Prometheus_look_gone()
    {
        _stub.Status = 503;
        using var client = Client();
        for (var i = 0; i < 10; i++)
            await client.QueryAsync("heavy", null, default);

        _stub.Status = 200;
        (await client.ProbeAsync("a", default)).Error.Should().BeNull();
    }

    [Fact]
    public async Task A_custom_query_that_fails_does_not_open_the_circuit_for_everybody()
    {
        _stub.Status = 500;
        using var client = Client();
        for (var i = 0; i < 10; i++)
            (await client.QueryCustomAsync("theirs", null, default)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);

        _stub.Status = 200;
        (await client.ProbeAsync("ours", default)).Error.Should().BeNull();
    }

    [Fact]
    public async Task The_answer_to_a_custom_query_must_be_small()
    {
        _stub.Body = new string(' ', PrometheusHttp.LargestCustomAnswer) + _stub.Body;
        using var client = Client();

        (await client.QueryAsync("ours", null, default)).Error.Should().BeNull();
        (await client.QueryCustomAsync("theirs", null, default)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task Cancelling_cancels()
    {
        _stub.Hangs = true;
        using var client = Client();
        using var source = new CancellationTokenSource();
        var query = client.QueryAsync("a", null, source.Token);
        await source.CancelAsync();

        await query.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    private async Task<int> SecondsUntilAskedAsync(PrometheusClient client)
    {
        var before = _stub.Requests.Count;
        for (var seconds = 0; ; seconds++)
        {
            await client.ProbeAsync("a", default);
            if (_stub.Requests.Count > before)
                return seconds;
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private PrometheusClient Client(Action<PrometheusOptions>? configure = null)
    {
        // Long: where the time-out is not what is tested, a busy machine must not bring one about.
        var options = new PrometheusOptions { Url = _stub.Url, Timeout = TimeSpan.FromMinutes(1) };
        configure?.Invoke(options);
        return new PrometheusClient(Options.Create(options), new OperatorMetrics(Prometheus.Metrics.NewCustomRegistry()), _time);
    }
}
