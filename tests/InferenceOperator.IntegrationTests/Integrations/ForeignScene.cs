using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Hosting;
using InferenceOperator.Integrations;
using InferenceOperator.IntegrationTests.ModelDeployments;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>Four GPUs on two nodes of its own, the whole operator, controllers of other projects, and a model that wants GPUs when asked.</summary>
internal sealed class ForeignScene : IAsyncDisposable
{
    public const int AllGpus = 4;
    private const string Model = "ocr";
    private readonly ClusterFixture _fixture;
    private readonly StandIns _standIns;
    private readonly string _product;

    private ForeignScene(ClusterFixture fixture, OperatorHarness harness, string product)
    {
        (_fixture, Operator, _product) = (fixture, harness, product);
        _standIns = new StandIns(fixture.Client, harness.Namespace);
    }

    public OperatorHarness Operator { get; }

    public IKubernetes Client => _fixture.Client;

    public string Namespace => Operator.Namespace;

    /// <param name="fixture">The cluster.</param>
    /// <param name="pace">Changes the pace.</param>
    /// <param name="kinds">The configured kinds; the shipped ones by default.</param>
    /// <param name="kubeconfig">How the operator reaches the cluster; null: directly.</param>
    public static async Task<ForeignScene> StartAsync(
        ClusterFixture fixture, Func<IntegrationSettings, IntegrationSettings>? pace = null, IReadOnlyList<Integration>? kinds = null, Func<string>? kubeconfig = null)
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        foreach (var kind in ForeignKind.All) await fixture.Client.InstallAsync(kind);
        var product = await fixture.OwnNodesAsync(count: 2, gpus: AllGpus / 2);
        var settings = new IntegrationSettings { Kinds = kinds ?? ShippedIntegrations.Kinds, Recheck = TimeSpan.FromSeconds(1) };
        var harness = await OperatorHarness.StartAsync(
            fixture,
            "foreign",
            options =>
            {
                options.TrainingIntegrations = settings.Kinds;
                options.Kubeconfig = kubeconfig?.Invoke() ?? options.Kubeconfig;
            },
            replace: services => services.AddSingleton(pace?.Invoke(settings) ?? settings));
        await fixture.Client.CreateAsync(new GpuPool
        {
            Metadata = new V1ObjectMeta { Name = harness.Namespace },
            Spec = new GpuPoolSpec
            {
                NodeSelector = new() { ["nvidia.com/gpu.product"] = product },
                Training = new PoolTrainingSpec { MinRuntime = "0s" },
                Reclaim = new PoolReclaimSpec { GiveBackDelay = "1s" },
            },
        });
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        return new ForeignScene(fixture, harness, product);
    }

    /// <summary>An object with a pod for each pair of GPUs.</summary>
    public async Task CreateAsync(ForeignKind kind, string name = "train", int pods = 2, int gpus = 2, bool suspend = false, JsonObject? labels = null, bool preemptible = true, JsonObject? annotations = null)
    {
        labels ??= [];
        if (preemptible) labels[Labels.Preemptible] = "true";
        await Client.CreateAsync(kind, Namespace, StandIns.Body(kind, name, pods, gpus, _product, suspend, labels, annotations));
    }

    public Task<JsonNode> ReadAsync(ForeignKind kind, string name = "train") => Client.ReadAsync(kind, Namespace, name);

    public Task<JsonNode> UntilAsync(ForeignKind kind, Func<JsonNode, bool> wanted, string name = "train") => Eventually.GetAsync(() => ReadAsync(kind, name), wanted);

    public Task<JsonNode> UntilSuspendedByUsAsync(ForeignKind kind, string name = "train") =>
        UntilAsync(kind, found => kind.IsSuspended(found) && found.Annotation(IntegrationAnnotations.Suspended) is not null, name);

    public V1PodSpec PodSpec(int gpus) => ForeignPods.Spec(gpus, _product);

    /// <summary>Pods that are not the model's.</summary>
    public async Task<List<V1Pod>> PodsAsync() =>
        [.. (await Client.CoreV1.ListNamespacedPodAsync(Namespace)).Items.Where(pod => pod.Metadata.Labels?.ContainsKey(Labels.Model) != true)];

    public Task<List<V1Pod>> RunningAsync(int pods = 2) => Eventually.GetAsync(
        PodsAsync, seen => seen.Count(pod => pod.Status.Phase == "Running" && pod.Metadata.DeletionTimestamp is null) == pods && seen.Count == pods);

    public Task StoppedAsync() => Eventually.GetAsync(PodsAsync, seen => seen.Count == 0);

    /// <summary>A model that wants GPUs.</summary>
    public Task ModelAsync(int gpus = 1, int replicas = 1) => Client.CreateAsync(Samples.Model(
        Namespace, Model, Namespace, spec => (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = gpus, Products = [_product] }, replicas)));

    public Task<ModelDeployment> ModelUntilAsync(Func<ModelDeployment, bool> wanted) => Client.UntilAsync(Namespace, Model, wanted);

    public Task<ModelDeployment> ModelReadyAsync() => ModelUntilAsync(model => model.Is(ConditionTypes.Ready, "True"));

    public Task<ModelDeployment> ModelWaitsAsync() => ModelUntilAsync(model => model.Is(ConditionTypes.Scheduled, "False", ConditionReasons.WaitingForGpus));

    /// <summary>The model needs no GPUs any more. It stays: the garbage collector takes its time after new CRDs.</summary>
    public Task ModelGoesAsync() => Client.MergeSpecAsync<ModelDeployment>(Namespace, Model, new JsonObject { ["replicas"] = 0 });

    /// <summary>Sets what preemptions may waste in the scene's pool within an hour.</summary>
    public Task LimitWasteAsync(long gpuSeconds) =>
        Client.MergeSpecAsync<GpuPool>(null, Namespace, new JsonObject { ["training"] = new JsonObject { ["maxWastedGpuSecondsPerHour"] = gpuSeconds } });

    public Task<GpuPool> PoolUntilAsync(Func<GpuPool, bool> wanted) => Client.UntilAsync(null, Namespace, wanted);

    /// <summary>Waits for an Event.</summary>
    public Task<Corev1Event> EventAsync(string kind, string reason) => Eventually.GetAsync(
        async () => (await Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: $"involvedObject.kind={kind},reason={reason}")).Items.FirstOrDefault()!, found => found is not null);

    public async ValueTask DisposeAsync()
    {
        await _standIns.DisposeAsync();
        await Operator.DisposeAsync();
        await Client.DeleteAsync<GpuPool>(null, Namespace);
        await Client.DeleteAsync<InferenceRuntime>(null, Namespace);
    }
}
