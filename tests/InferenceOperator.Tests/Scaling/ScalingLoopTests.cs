using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Scaling;
using InferenceOperator.Tests.Support;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using OperatorMetrics = InferenceOperator.Metrics.OperatorMetrics;

namespace InferenceOperator.Tests.Scaling;

public sealed class ScalingLoopTests
{
    private readonly Caches _caches = new();
    private readonly ScriptedPrometheus _prometheus = new();
    private readonly ScalingBoard _board = new();
    private readonly RecordedQueue<ModelDeployment> _queue = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly ScalingLoop _loop;

    public ScalingLoopTests()
    {
        _caches.Put(new InferenceRuntime
        {
            Metadata = new V1ObjectMeta { Name = "onnx" },
            Spec = new InferenceRuntimeSpec { Image = "server:1", Formats = [new RuntimeFormat { Name = "onnx" }], Metrics = new RuntimeMetrics { Preset = "onnx" } },
        });
        _loop = Loop();
    }

    [Fact]
    public async Task A_breach_puts_more_replicas_on_the_board_and_asks_for_an_urgent_reconcile()
    {
        Model("ocr", replicas: 2);
        _prometheus.Say("ocr", new(Latency: 0.3, Rate: 50) { Pods = ["ocr-0", "ocr-1"] });

        await _loop.PassAsync(default);

        Decision("ocr").Desired.Should().BeGreaterThan(2);
        Decision("ocr").Signal.Should().Be(Signal.Fresh);
        _queue.Take().Should().Equal(("vision/ocr", RequestPriority.Urgent));
    }

    [Fact]
    public async Task A_model_that_turns_requests_away_goes_up_though_the_others_are_fast()
    {
        Model("ocr", replicas: 2);
        _prometheus.Say("ocr", new(Latency: 0.03, Rate: 50) { Rejected = 10, Pods = ["ocr-0", "ocr-1"] });

        await _loop.PassAsync(default);

        Decision("ocr").Should().Match<ScalingDecision>(decision => decision.Desired > 2 && decision.ObjectiveMet == false && decision.Reason.Contains("20 % of requests rejected"));
    }

    [Fact]
    public async Task A_steady_model_is_decided_every_pass_and_reconciled_once()
    {
        Model("ocr", replicas: 2);
        _prometheus.Say("ocr", new(Latency: 0.095, Rate: 50) { Pods = ["ocr-0", "ocr-1"] });
        for (var pass = 0; pass < 10; pass++)
        {
            await _loop.PassAsync(default);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Decision("ocr").Desired.Should().Be(2);
        _board.Get("ocr")!.At.Should().Be(_time.GetUtcNow() - TimeSpan.FromSeconds(5));
        _queue.Take().Should().ContainSingle();
    }

    [Fact]
    public async Task Numbers_that_move_are_reported_every_half_minute_at_most()
    {
        Model("ocr", replicas: 2);
        for (var pass = 0; pass < 20; pass++)
        {
            _prometheus.Say("ocr", new(Latency: 0.07 + (pass * 0.001), Rate: 10 + (pass * 5)) { Pods = ["ocr-0", "ocr-1"] });
            await _loop.PassAsync(default);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        _queue.Take().Should().HaveCount(3);
    }

    [Fact]
    public async Task The_next_decision_builds_on_the_last_one()
    {
        Model("ocr", replicas: 2);
        _prometheus.Say("ocr", new(Latency: 0.3, Rate: 50) { Pods = ["ocr-0", "ocr-1"] });
        await _loop.PassAsync(default);
        var wanted = Decision("ocr").Desired;

        _time.Advance(TimeSpan.FromSeconds(5));
        await _loop.PassAsync(default);

        Decision("ocr").Desired.Should().Be(wanted, "those on their way count");
    }

    [Fact]
    public async Task After_a_restart_it_starts_from_status_and_Deployment_and_takes_nothing_away()
    {
        var model = Model("ocr", replicas: 3);
        model.Status = new ModelDeploymentStatus
        {
            DesiredReplicas = 6,
            Scaling = new ScalingStatus { History = [new Api.ScalingRecord { Time = new DateTime(2026, 3, 1, 11, 59, 0, DateTimeKind.Utc), From = 3, To = 6, Reason = "3 -> 6: p95" }] },
        };
        _prometheus.Say("ocr", new(Latency: double.NaN, Rate: 0) { Pods = ["ocr-0", "ocr-1", "ocr-2"] });

        await _loop.PassAsync(default);

        Decision("ocr").Desired.Should().Be(6);
        Decision("ocr").State.History.Should().ContainSingle().Which.To.Should().Be(6);
    }

    [Fact]
    public async Task What_the_front_counts_is_in_the_reading_also_where_nothing_is_measured()
    {
        Model("ocr", replicas: 1).Metadata.Annotations = new Dictionary<string, string> { [Labels.FrontRequests] = "42" };
        var other = Model("other", replicas: 1);
        other.Metadata.Annotations = new Dictionary<string, string> { [Labels.FrontRequests] = "many" };
        other.Spec.Runtime = "gone";

        await _loop.PassAsync(default);

        _board.Get("ocr")!.Reading!.FrontRequests.Should().Be(42);
        _board.Get("other")!.Reading!.FrontRequests.Should().BeNull();
    }

    [Fact]
    public async Task A_restart_remembers_the_fronts_count_and_wakes_nothing()
    {
        var model = Model("ocr", replicas: 0);
        model.Spec.Scaling.MinReplicas = 0;
        model.Metadata.Annotations = new Dictionary<string, string> { [Labels.FrontRequests] = "42" };
        model.Status = new ModelDeploymentStatus { Scaling = new ScalingStatus { FrontRequests = 42 } };

        await _loop.PassAsync(default);

        Decision("ocr").Desired.Should().Be(0);
        Decision("ocr").State.FrontRequests.Should().Be(42);
    }

    [Theory]
    [InlineData(QueryErrorKind.Unreachable, Signal.Unreachable)]
    [InlineData(QueryErrorKind.Rejected, Signal.Invalid)]
    public async Task Without_an_answer_replicas_hold(QueryErrorKind kind, Signal signal)
    {
        Model("ocr", replicas: 4);
        _prometheus.Error = new QueryError(kind, "says why");

        await _loop.PassAsync(default);

        Decision("ocr").Should().Match<ScalingDecision>(decision => decision.Desired == 4 && decision.Signal == signal && decision.Reason.Contains("says why"));
    }

    [Fact]
    public async Task When_Prometheus_is_down_it_is_asked_once_a_pass_and_not_for_each_model()
    {
        foreach (var name in new[] { "a", "b", "c" })
            Model(name, replicas: 1);
        _prometheus.Error = new QueryError(QueryErrorKind.Unreachable, "down");

        await _loop.PassAsync(default);

        _prometheus.Queries.Should().Be(1);
        _board.Entries.Should().HaveCount(3);
    }

    [Fact]
    public async Task An_invalid_model_keeps_its_last_decision_and_the_others_go_on()
    {
        var broken = Model("broken", replicas: 2);
        Model("ocr", replicas: 2);
        await _loop.PassAsync(default);
        var before = Decision("broken");

        broken.Spec.Scaling.Latency!.Target = "fast";
        _prometheus.Say("ocr", new(Latency: 0.3, Rate: 50) { Pods = ["ocr-0", "ocr-1"] });
        await _loop.PassAsync(default);

        Decision("broken").Should().Be(before);
        Decision("ocr").Desired.Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task Numbers_that_speak_of_a_whole_minute_settle_no_sooner()
    {
        _caches.Put(new InferenceRuntime
        {
            Metadata = new V1ObjectMeta { Name = "triton" },
            Spec = new InferenceRuntimeSpec { Image = "triton:1", Formats = [new RuntimeFormat { Name = "triton" }], Metrics = new RuntimeMetrics { Preset = "triton" } },
        });
        var model = Model("ocr", replicas: 2);
        (model.Spec.Runtime, model.Spec.Model.Format, model.Spec.Scaling.MaxReplicas) = ("triton", "triton", 20);
        _prometheus.Say("ocr", new(Latency: 0.3, Rate: 50) { Pods = ["ocr-0", "ocr-1"] });
        await _loop.PassAsync(default);
        var first = Decision("ocr").Desired;
        for (var pod = 2; pod < first; pod++)
            _caches.Put(ReadyPod("ocr", $"ocr-{pod}"));
        _prometheus.Say("ocr", new(Latency: 0.3, Rate: 50) { Pods = [.. Enumerable.Range(0, first).Select(pod => $"ocr-{pod}")] });

        for (var seconds = 5; seconds < 60; seconds += 5)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await _loop.PassAsync(default);
            Decision("ocr").Desired.Should().Be(first, "the latency may still be that of 2 replicas");
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        await _loop.PassAsync(default);
        Decision("ocr").Desired.Should().BeGreaterThan(first);
    }

    [Fact]
    public async Task The_loop_outlives_a_pass_that_fails()
    {
        Model("ocr", replicas: 2);
        _prometheus.Throws = new InvalidOperationException("what no client should do");
        using var end = new CancellationTokenSource();
        var running = _loop.RunAsync(end.Token);
        _prometheus.Throws = null;
        while (_board.Get("ocr") is null && !running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        _board.Get("ocr").Should().NotBeNull();

        await end.CancelAsync();
        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Models_in_other_modes_and_models_that_are_gone_have_no_decision_and_no_series()
    {
        var model = Model("ocr", replicas: 2);
        Model("manual", replicas: 2).Spec.Scaling.Mode = ScalingModes.Manual;
        await _loop.PassAsync(default);
        _board.Entries.Keys.Should().Equal("ocr");
        (await ScrapeAsync()).Should().Contain("inference_operator_model_desired_replicas{namespace=\"vision\",model=\"ocr\"} 2");

        _caches.Remove(model);
        await _loop.PassAsync(default);

        _board.Entries.Should().BeEmpty();
        (await ScrapeAsync()).Should().NotContain("model=\"ocr\"");
    }

    [Fact]
    public async Task A_model_has_one_signal_series_whatever_its_past()
    {
        Model("ocr", replicas: 1);
        await _loop.PassAsync(default);
        _prometheus.Error = new QueryError(QueryErrorKind.Unreachable, "down");
        await _loop.PassAsync(default);

        (await ScrapeAsync()).Split('\n').Where(line => line.StartsWith("inference_operator_model_signal{", StringComparison.Ordinal))
            .Should().Equal("inference_operator_model_signal{namespace=\"vision\",model=\"ocr\",signal=\"Unreachable\"} 1");
    }

    [Fact]
    public async Task A_runtime_without_metrics_says_what_to_set()
    {
        _caches.Put(new InferenceRuntime { Metadata = new V1ObjectMeta { Name = "custom" }, Spec = new InferenceRuntimeSpec { Image = "custom:1", Formats = [new RuntimeFormat { Name = "custom" }] } });
        var model = Model("ocr", replicas: 2);
        (model.Spec.Runtime, model.Spec.Model.Format) = ("custom", "custom");

        await _loop.PassAsync(default);

        Decision("ocr").Reason.Should().Contain("scaling.queries.latency").And.Contain("custom");
        Decision("ocr").Desired.Should().Be(2);
    }

    private ScalingDecision Decision(string uid) => _board.Get(uid)!.Decision;

    private async Task<string> ScrapeAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private ModelDeployment Model(string name, int replicas)
    {
        var model = _caches.Put(new ModelDeployment
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "vision", Uid = name },
            Spec = new ModelDeploymentSpec
            {
                Model = new ModelSource { Uri = "https://models.example/ocr.onnx" },
                Scaling = new ScalingSpec { Latency = new LatencyObjective { Target = "100ms" } },
            },
        });
        _caches.Put(new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "vision", OwnerReferences = [new V1OwnerReference { Uid = name, Kind = "ModelDeployment", Name = name, Controller = true }] },
            Spec = new V1DeploymentSpec { Replicas = replicas },
        });
        for (var pod = 0; pod < replicas; pod++)
            _caches.Put(ReadyPod(name, $"{name}-{pod}"));
        return model;
    }

    private static V1Pod ReadyPod(string model, string pod) => new()
    {
        Metadata = new V1ObjectMeta { Name = pod, Uid = pod, NamespaceProperty = "vision", Labels = new Dictionary<string, string> { [Labels.Model] = model, [Labels.ManagedBy] = Labels.Manager } },
        Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
    };

    private ScalingLoop Loop()
    {
        var prometheus = Options.Create(new PrometheusOptions());
        var scaling = Options.Create(new ScalingOptions());
        var scrapes = new ScrapeSettings(scaling.Value.Interval, prometheus.Value.EffectiveRateWindow);
        var metrics = new OperatorMetrics(_registry);
        var direct = new DirectScrape(new ScrapeRound(new PodScraper(scrapes, _time), scrapes, metrics, _time), new PodAddresses(), scrapes, _time);
        return new ScalingLoop(
            _caches, new ScalingObserver(_caches, _board, new PlanBoard()), new SignalReader(_prometheus, prometheus, _time),
            new ReadingSources(_prometheus, direct, scrapes, scaling, _time, NullLogger<ReadingSources>.Instance), _board, new CapacityWake(_time), _queue,
            metrics, scaling, prometheus, scrapes, _time, NullLogger<ScalingLoop>.Instance);
    }
}
