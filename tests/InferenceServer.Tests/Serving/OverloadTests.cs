using System.Net;
using System.Net.Sockets;
using System.Text;
using InferenceServer.Models;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>A busy model: bounded runs, a bounded queue, and metrics that tell the truth about it.</summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const string Request = """{"inputs":[{"name":"x","shape":[4],"datatype":"FP32","data":[1,2,3,4]}]}""";
    private readonly AdmissionGate _gate = new(concurrency: 1, queueLimit: 1);
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;
    private HeldExecutor _held = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));
        _server.Replace("m", inner => _held = new HeldExecutor(inner, _gate));
    }

    public async Task DisposeAsync()
    {
        _held.Release();
        await _server.DisposeAsync();
        _folder.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task Refuses_with_429_and_retry_after_when_the_queue_is_full_and_answers_the_others()
    {
        var running = _server.Http.InferJsonAsync("m", Request);
        await _held.EnteredAsync();
        var waiting = _server.Http.InferJsonAsync("m", Request);
        await Eventually.TrueAsync(() => _gate.Waiting == 1);

        using (var refused = await _server.Http.PostAsync("v2/models/m/infer", new StringContent(Request)))
        {
            refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        }

        (await MetricAsync("inference_requests_in_flight{model=\"m\"}")).Should().Be(2);
        _held.Release();
        (await running).Status.Should().Be(HttpStatusCode.OK);
        (await waiting).Status.Should().Be(HttpStatusCode.OK);
        await Eventually.TrueAsync(async () => await MetricAsync("inference_requests_in_flight{model=\"m\"}") == 0);
        (await MetricAsync("inference_requests_total{model=\"m\",outcome=\"rejected\"}")).Should().Be(1);
        (await MetricAsync("inference_requests_total{model=\"m\",outcome=\"ok\"}")).Should().Be(2);
        (await MetricAsync("inference_request_duration_seconds_count{model=\"m\"}")).Should().Be(2, "a refusal takes no time and says nothing of latency");
    }

    [Fact]
    public async Task Drops_a_waiting_request_whose_caller_went_away_and_frees_its_place()
    {
        var running = _server.Http.InferJsonAsync("m", Request);
        await _held.EnteredAsync();
        using var gone = new CancellationTokenSource();
        var abandoned = _server.Http.PostAsync("v2/models/m/infer", new StringContent(Request), gone.Token);
        await Eventually.TrueAsync(() => _gate.Waiting == 1);

        await gone.CancelAsync();

        await abandoned.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.TrueAsync(() => _gate.Waiting == 0);
        var next = _server.Http.InferJsonAsync("m", Request);
        _held.Release();
        (await running).Status.Should().Be(HttpStatusCode.OK);
        (await next).Status.Should().Be(HttpStatusCode.OK);
        (await MetricAsync("inference_requests_total{model=\"m\",outcome=\"cancelled\"}")).Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_a_caller_who_goes_away_in_the_middle_of_the_body_as_cancelled(bool reset)
    {
        for (var i = 0; i < 20; i++)
        {
            using var caller = new TcpClient();
            await caller.ConnectAsync(_server.Address.Host, _server.Address.Port);
            await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /v2/models/m/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{Request}"));
            await Eventually.TrueAsync(async () => await MetricAsync("inference_requests_in_flight{model=\"m\"}") == 1);
            if (reset)
                caller.LingerState = new LingerOption(true, 0);
            caller.Close();
            await Eventually.TrueAsync(async () => await MetricAsync("inference_requests_in_flight{model=\"m\"}") == 0);
        }

        (await MetricAsync("inference_requests_total{model=\"m\",outcome=\"invalid\"}")).Should().Be(0);
        (await MetricAsync("inference_requests_total{model=\"m\",outcome=\"error\"}")).Should().Be(0);
        await Eventually.TrueAsync(async () => await MetricAsync("inference_requests_total{model=\"m\",outcome=\"cancelled\"}") == 20);
    }

    [Fact]
    public async Task Counts_runs_with_their_rows()
    {
        _held.Release();
        for (var i = 0; i < 3; i++)
            await _server.Http.InferJsonAsync("m", Request);
        await _server.Http.InferErrorAsync("m", "{}");

        (await MetricAsync("inference_batch_size_sum{model=\"m\"}")).Should().Be(12);
        (await MetricAsync("inference_compute_duration_seconds_count{model=\"m\"}")).Should().Be(3);
        (await MetricAsync("inference_queue_duration_seconds_count{model=\"m\"}")).Should().Be(3);
        (await MetricAsync("inference_requests_total{model=\"m\",outcome=\"invalid\"}")).Should().Be(1);
        (await MetricAsync("inference_model_ready{model=\"m\"}")).Should().Be(1);
        (await MetricAsync("inference_execution_provider{model=\"m\",provider=\"CPUExecutionProvider\"}")).Should().Be(1);
    }

    [Fact]
    public async Task Makes_no_series_for_names_that_do_not_exist()
    {
        for (var i = 0; i < 20; i++)
            await _server.Http.InferErrorAsync($"made-up-{i}", Request, HttpStatusCode.NotFound);

        (await _server.Http.GetStringAsync("metrics")).Should().NotContain("made-up");
    }

    [Fact]
    public async Task Is_not_ready_while_draining_and_still_answers()
    {
        _held.Release();
        _server.State.BeginDrain();

        using var ready = await _server.Http.GetAsync("v2/health/ready");
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        ready.Headers.ConnectionClose.Should().BeTrue();
        using var live = await _server.Http.GetAsync("v2/health/live");
        live.StatusCode.Should().Be(HttpStatusCode.OK);
        (await _server.Http.InferJsonAsync("m", Request)).Status.Should().Be(HttpStatusCode.OK);
        using var refused = await _server.Http.PostAsync("v2/models/m/infer", new StringContent("{}"));
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        refused.Headers.ConnectionClose.Should().BeTrue();
        (await MetricAsync("inference_model_ready{model=\"m\"}")).Should().Be(0);
    }

    [Fact]
    public async Task Answers_the_requests_in_flight_when_the_drain_window_ends()
    {
        var running = _server.Http.InferJsonAsync("m", Request);
        await _held.EnteredAsync();
        var waiting = _server.Http.InferJsonAsync("m", Request);
        await Eventually.TrueAsync(() => _gate.Waiting == 1);

        var stopped = _server.StopAsync();
        await Eventually.TrueAsync(async () => !await _server.AcceptsAsync());
        _held.Release();

        (await running).Status.Should().Be(HttpStatusCode.OK);
        (await waiting).Status.Should().Be(HttpStatusCode.OK);
        await stopped;
    }

    private async Task<double> MetricAsync(string series)
    {
        var line = (await _server.Http.GetStringAsync("metrics")).Split('\n').SingleOrDefault(text => text.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? double.NaN : double.Parse(line[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
