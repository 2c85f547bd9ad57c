using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>GPU nodes of its own, the whole operator behind a proxy, training jobs and models that want the same GPUs, and a watch over who has them.</summary>
internal sealed class ReclaimScene : IAsyncDisposable
{
    public const string Acknowledgement = "step=1200 path=/checkpoints/1200";
    private readonly ClusterFixture _fixture;
    private readonly GpuWatch _watch;
    private readonly int _nodes;
    private readonly int _gpus;

    private ReclaimScene(ClusterFixture fixture, ApiProxy proxy, OperatorHarness harness, string product, int nodes, int gpus)
    {
        (_fixture, Proxy, Operator, Product, _nodes, _gpus) = (fixture, proxy, harness, product, nodes, gpus);
        _watch = GpuWatch.Start(fixture.Client, harness.Namespace, gpus);
    }

    public ApiProxy Proxy { get; }

    public OperatorHarness Operator { get; }

    public string Product { get; }

    public IKubernetes Client => _fixture.Client;

    public FakeNodes Nodes => _fixture.Nodes;

    public string Namespace => Operator.Namespace;

    /// <summary>Workers that save and acknowledge it, after a moment.</summary>
    public static Dictionary<string, string> Saves(double seconds = 0.3) => new()
    {
        [FakeAnnotations.OnTermExitCode] = "0",
        [FakeAnnotations.OnTermMessage] = Acknowledgement,
        [FakeAnnotations.OnTermDelay] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <param name="fixture">The cluster.</param>
    /// <param name="nodes">Nodes, named PRODUCT-0 and so on.</param>
    /// <param name="gpus">GPUs of each.</param>
    /// <param name="giveBackDelay">Of the pool.</param>
    public static async Task<ReclaimScene> StartAsync(ClusterFixture fixture, int nodes = 1, int gpus = 2, string giveBackDelay = "1s")
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        var product = await fixture.OwnNodesAsync(nodes, gpus);
        var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        var harness = await OperatorHarness.StartAsync(fixture, "reclaim", options => options.Kubeconfig = proxy.Kubeconfig);
        await fixture.Client.CreateAsync(new GpuPool
        {
            Metadata = new V1ObjectMeta { Name = harness.Namespace },
            Spec = new GpuPoolSpec
            {
                NodeSelector = new() { ["nvidia.com/gpu.product"] = product },
                Training = new PoolTrainingSpec { MinRuntime = "0s" },
                Reclaim = new PoolReclaimSpec { GiveBackDelay = giveBackDelay },
            },
        });
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        return new ReclaimScene(fixture, proxy, harness, product, nodes, gpus);
    }

    /// <summary>A training job of one GPU a worker, and waits until it runs.</summary>
    public async Task<TrainingJob> JobRunsAsync(string name = "bert", int workers = 2, Action<TrainingJobSpec>? change = null, Dictionary<string, string>? play = null)
    {
        await JobAsync(name, workers, change, play);
        return await RunsAsync(name);
    }

    public Task<TrainingJob> JobAsync(string name = "bert", int workers = 2, Action<TrainingJobSpec>? change = null, Dictionary<string, string>? play = null)
    {
        var spec = new TrainingJobSpec
        {
            Workers = workers,
            MaxPreemptions = 1000,
            Checkpoint = new CheckpointSpec { GracePeriod = "20s", ResumeCost = "5s" },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Annotations = play ?? Saves() },
                Spec = new V1PodSpec
                {
                    NodeSelector = new Dictionary<string, string> { ["nvidia.com/gpu.product"] = Product },
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "worker",
                            Image = "trainer:test",
                            Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = new("1") } },
                        },
                    ],
                },
            },
        };
        change?.Invoke(spec);
        return Client.CreateAsync(new TrainingJob { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace }, Spec = spec });
    }

    public Task<TrainingJob> JobUntilAsync(Func<TrainingJobStatus, bool> wanted, string name = "bert") =>
        Client.UntilAsync<TrainingJob>(Namespace, name, job => job.Status is { } status && wanted(status));

    public Task<TrainingJob> RunsAsync(string name = "bert", int? workers = null) =>
        JobUntilAsync(status => status.State == "Running" && status.ActiveWorkers == status.WorldSize && (workers is null || status.ActiveWorkers == workers), name);

    public Task<TrainingJob> EditJobAsync(JsonObject spec, string name = "bert") => Client.MergeSpecAsync<TrainingJob>(Namespace, name, spec);

    public Task<ModelDeployment> ModelAsync(string name = "ocr", int replicas = 1, int gpus = 1, Action<ModelDeploymentSpec>? change = null) => Client.CreateAsync(
        Samples.Model(Namespace, name, Namespace, spec =>
        {
            (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = gpus, Products = [Product] }, replicas);
            change?.Invoke(spec);
        }));

    public Task<ModelDeployment> ModelUntilAsync(Func<ModelDeployment, bool> wanted, string name = "ocr") => Client.UntilAsync(Namespace, name, wanted);

    public Task<ModelDeployment> ModelReadyAsync(string name = "ocr", int replicas = 1) => ModelUntilAsync(
        model => model.Is(ConditionTypes.Ready, "True") && model.Status!.ReadyReplicas == replicas && model.Status.ObservedGeneration == model.Metadata.Generation, name);

    public Task<ModelDeployment> ReplicasAsync(int replicas, string name = "ocr") =>
        Client.MergeSpecAsync<ModelDeployment>(Namespace, name, new JsonObject { ["replicas"] = replicas });

    public async Task<List<V1Pod>> PodsAsync(string? job = null) =>
        [.. (await Client.CoreV1.ListNamespacedPodAsync(Namespace)).Items.Where(pod => job is null || pod.Metadata.OwnerReferences?.Any(owner => owner.Kind == TrainingJob.KindName && owner.Name == job) == true)];

    /// <summary>Waits until every worker was asked to stop and all are still there.</summary>
    public Task<List<V1Pod>> StoppingAsync(string job = "bert") =>
        Eventually.GetAsync(() => PodsAsync(job), pods => pods.Count > 0 && pods.All(pod => pod.Metadata.DeletionTimestamp is not null));

    /// <summary>The operator dies at a write of its own, and another one takes over.</summary>
    public async Task TakeOverAsync(KillSwitch kill)
    {
        await Operator.StopAsync();
        kill.Disarm();
        await Operator.StartAsync();
    }

    /// <summary>
    /// No GPU had two owners at any moment, and what every status says is what the pods say: jobs, models, and the pool that counts them.
    /// </summary>
    public async Task AssertTruthAsync()
    {
        await Eventually.GetAsync(FalsehoodsAsync, falsehoods => falsehoods.Count == 0);
        _watch.Shared.Should().BeEmpty("a GPU has one owner");
        _watch.Samples.Should().BePositive();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.CustomObjects.DeleteCollectionNamespacedCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, Namespace, TrainingJob.Plural);
        await Client.CustomObjects.DeleteCollectionNamespacedCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, Namespace, ModelDeployment.Plural);
        await Operator.DisposeAsync();
        await _watch.DisposeAsync();
        await Proxy.DisposeAsync();
        await Client.DeleteAsync<GpuPool>(null, Namespace);
        await Client.DeleteAsync<InferenceRuntime>(null, Namespace);
    }

    private async Task<List<string>> FalsehoodsAsync()
    {
        var pods = (await PodsAsync()).Where(pod => pod.Status.Phase is not ("Succeeded" or "Failed")).ToList();
        var falsehoods = new List<string>();
        var jobs = await Client.ListAsync<TrainingJob>(Namespace);
        foreach (var job in jobs)
        {
            var running = pods.Count(pod => pod.Metadata.OwnerReferences?.Any(owner => owner.Uid == job.Metadata.Uid) == true && pod.Status.Phase == "Running");
            Check($"{job.Metadata.Name}.activeWorkers", job.Status?.ActiveWorkers ?? 0, running);
            Check($"{job.Metadata.Name}.preemptionTimes", (job.Status?.PreemptionTimes?.Count ?? 0) <= (job.Status?.Preemptions ?? 0), true);
            Check($"{job.Metadata.Name}.observedGeneration", job.Status?.ObservedGeneration, job.Metadata.Generation);
        }

        foreach (var model in await Client.ListAsync<ModelDeployment>(Namespace))
        {
            var own = pods.Where(pod => pod.Metadata.Labels?.TryGetValue(Labels.Model, out var name) == true && name == model.Metadata.Name && pod.Metadata.DeletionTimestamp is null).ToList();
            Check($"{model.Metadata.Name}.readyReplicas", model.Status?.ReadyReplicas ?? 0, own.Count(pod => pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true));
            Check($"{model.Metadata.Name}.gpusBound", model.Status?.Placement?.GpusBound ?? 0, own.Count(pod => pod.Spec.NodeName is not null) * model.Spec.Gpu.Count);
        }

        var total = (await Client.ReadAsync<GpuPool>(null, Namespace)).Status?.Total;
        var ready = (await Client.CoreV1.ListNodeAsync()).Items.Where(IsReady).Select(node => node.Metadata.Name).ToHashSet();
        var held = pods.Where(pod => pod.Spec.NodeName is not null && ready.Contains(pod.Spec.NodeName)).Sum(pod => Capacity.PodGpus.Of(pod.Spec).Values.Sum());
        Check("pool.held", (total?.Inference ?? 0) + (total?.Training ?? 0) + (total?.Terminating ?? 0), held);
        Check("pool.free", total?.Free ?? -1, (total?.Capacity ?? 0) - held);
        Check("pool.capacity", total?.Capacity ?? 0, _gpus * Enumerable.Range(0, _nodes).Count(index => ready.Contains($"{Product}-{index}")));
        return falsehoods;

        static bool IsReady(V1Node node) => node.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

        void Check<T>(string what, T said, T true_)
        {
            if (!Equals(said, true_)) falsehoods.Add($"{what} says {said}, it is {true_}");
        }
    }
}
