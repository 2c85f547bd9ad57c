using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Scaling;
using InferenceOperator.Tests.Scaling;
using InferenceOperator.Tests.Support;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using OperatorMetrics = InferenceOperator.Metrics.OperatorMetrics;

namespace InferenceOperator.Tests.Metrics.Scraping;

/// <summary>The scaling loop with a scripted Prometheus, a model whose pods answer on loopback, and a clock that a test moves.</summary>
internal sealed class ScrapeScene : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Caches _caches = new();
    private readonly ScalingBoard _board = new();
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly StubAddresses _addresses = new();
    private readonly PodScraper _scraper;
    private readonly ScalingLoop _loop;

    public ScrapeScene(bool enabled = true, int podsPerModel = 200)
    {
        var prometheus = Options.Create(new PrometheusOptions());
        var scaling = Options.Create(new ScalingOptions { Interval = Interval, DirectScrape = enabled });
        var scrapes = new ScrapeSettings(Interval, prometheus.Value.EffectiveRateWindow) { PodsPerModel = podsPerModel, AtOnce = 1 };
        var metrics = new OperatorMetrics(_registry);
        _scraper = new PodScraper(scrapes, Time);
        var direct = new DirectScrape(new ScrapeRound(_scraper, scrapes, metrics, Time), _addresses, scrapes, Time);
        var sources = new ReadingSources(Script, direct, scrapes, scaling, Time, Log);
        _loop = new ScalingLoop(
            _caches, new ScalingObserver(_caches, _board, new PlanBoard()), new SignalReader(Script, prometheus, Time), sources, _board, new CapacityWake(Time),
            new RecordedQueue<ModelDeployment>(), metrics, scaling, prometheus, scrapes, Time, NullLogger<ScalingLoop>.Instance);
        _caches.Put(new InferenceRuntime
        {
            Metadata = new V1ObjectMeta { Name = "onnx" },
            Spec = new InferenceRuntimeSpec { Image = "server:1", Formats = [new RuntimeFormat { Name = "onnx" }], Metrics = new RuntimeMetrics { Preset = "onnx" } },
        });
        Model = _caches.Put(new ModelDeployment
        {
            Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", Uid = "ocr" },
            Spec = new ModelDeploymentSpec
            {
                Model = new ModelSource { Uri = "https://models.example/ocr.onnx" },
                Scaling = new ScalingSpec { Latency = new LatencyObjective { Target = "100ms" } },
            },
        });
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ScriptedPrometheus Script { get; } = new();

    public RecordedLog<ReadingSources> Log { get; } = new();

    public ModelDeployment Model { get; }

    public List<StubPod> Pods { get; } = [];

    public MetricReading? Reading => _board.Get("ocr")?.Reading;

    public ScalingDecision Decision => _board.Get("ocr")!.Decision;

    public IReadOnlyList<string> PodNames => [.. Enumerable.Range(0, Pods.Count).Select(pod => $"ocr-{pod}")];

    public int Scrapes => Pods.Sum(pod => pod.Requests.Count);

    public static async Task<ScrapeScene> WithPodsAsync(int pods, bool enabled = true, int podsPerModel = 200)
    {
        var scene = new ScrapeScene(enabled, podsPerModel);
        for (var pod = 0; pod < pods; pod++)
            await scene.AddPodAsync();
        scene.SetReplicas(pods);
        return scene;
    }

    public void NoPrometheus()
    {
        Script.IsConfigured = false;
        Script.Error = new QueryError(QueryErrorKind.Unreachable, "no Prometheus is configured: start the operator with --prometheus-url");
    }

    /// <summary>Serves on every pod, then lets the loop look, an interval later.</summary>
    public async Task PassAsync(int requests = 50, int slow = 0)
    {
        foreach (var (pod, i) in Pods.Select((pod, i) => (pod, i)))
        {
            _served[i] = (_served[i].Requests + requests, _served[i].Slow + slow);
            pod.Serve(_served[i].Requests, _served[i].Slow);
        }

        Time.Advance(Interval);
        await _loop.PassAsync(default);
    }

    public async Task<string> MetricsAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in Pods)
            await pod.DisposeAsync();
        _scraper.Dispose();
    }

    private readonly List<(int Requests, int Slow)> _served = [];

    private void SetReplicas(int replicas) => _caches.Put(new V1Deployment
    {
        Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", OwnerReferences = [new V1OwnerReference { Uid = "ocr", Kind = "ModelDeployment", Name = "ocr", Controller = true }] },
        Spec = new V1DeploymentSpec { Replicas = replicas },
    });

    private async Task AddPodAsync()
    {
        var name = $"ocr-{Pods.Count}";
        var stub = await StubPod.StartAsync();
        Pods.Add(stub);
        _served.Add((1000, 0));
        _addresses.ByName[name] = stub.Address;
        _caches.Put(new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = name, Uid = name, NamespaceProperty = "vision", Labels = new Dictionary<string, string> { [Labels.Model] = "ocr", [Labels.ManagedBy] = Labels.Manager } },
            Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
        });
    }
}
