using System.Globalization;
using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;
using InferenceOperator.Tests.Capacity;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Integrations;

/// <summary>Labelled objects of the kinds JobSet, TrainJob and RayJob in the caches, with pods, and an API server that knows what stands between.</summary>
internal sealed class ForeignWorld
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Kinds = """
        [{"apiVersion":"jobset.x-k8s.io/v1alpha2","kind":"JobSet","suspendPath":"spec.suspend","owners":[{"apiVersion":"batch/v1","kind":"Job"}]},
         {"apiVersion":"trainer.kubeflow.org/v1alpha1","kind":"TrainJob","suspendPath":"spec.suspend","owners":[{"apiVersion":"batch/v1","kind":"Job"},{"apiVersion":"jobset.x-k8s.io/v1alpha2","kind":"JobSet"}]},
         {"apiVersion":"ray.io/v1","kind":"RayJob","suspendPath":"spec.suspend","owners":[{"apiVersion":"ray.io/v1","kind":"RayCluster"}],"requires":{"spec.shutdownAfterJobFinishes":"true","spec.clusterSelector":""}}]
        """;

    private readonly World _world = new();
    private readonly FakeResources _resources = new();
    private int _version;

    public ForeignWorld()
    {
        Settings = new IntegrationSettings { Kinds = IntegrationParser.Parse(Kinds) };
        Chains = new OwnerChains(Settings, _resources, Time, NullLogger<OwnerChains>.Instance);
        Pauses = new Pauses(Time);
        Jobs = new ForeignJobs(Settings, _resources, Chains, Pauses, new ForeignNotices(new ForeignEvents(Events), NullLogger<ForeignNotices>.Instance), Time);
    }

    public FakeTimeProvider Time { get; } = new(Noon);

    public IntegrationSettings Settings { get; }

    public OwnerChains Chains { get; }

    public Pauses Pauses { get; }

    public ForeignJobs Jobs { get; }

    public RecordedEvents Events { get; } = new();

    public int Reads => _resources.Reads;

    public DynamicObject Add(string kind, string name = "train", string spec = "{}", JsonObject? metadata = null, string status = "{}", string? owner = null)
    {
        var type = Type(kind);
        var labels = new JsonObject { [Labels.Preemptible] = "true" };
        metadata ??= [];
        foreach (var (label, value) in metadata["labels"]?.AsObject() ?? []) labels[label] = value?.DeepClone();
        (metadata["name"], metadata["namespace"], metadata["uid"], metadata["labels"], metadata["resourceVersion"]) = (name, "research", $"{kind}-{name}", labels, (++_version).ToString(CultureInfo.InvariantCulture));
        if (owner is not null) metadata["ownerReferences"] = new JsonArray(JsonNode.Parse(KubernetesJson.Serialize(Reference(owner)))!);
        var body = new JsonObject { ["metadata"] = metadata, ["spec"] = JsonNode.Parse(spec), ["status"] = JsonNode.Parse(status) };
        var found = KubernetesJson.Deserialize<DynamicObject>(body.ToJsonString());
        _resources.Store(type).Put(found);
        return found;
    }

    /// <summary>What the API server answers for an object that no cache holds.</summary>
    public void Between(string uid, string? owner, string? really = null) => _resources.Between[uid] = new V1ObjectMeta { Uid = really ?? uid, OwnerReferences = owner is null ? null : [Reference(owner)] };

    /// <param name="owner">UID of its controller: kind, dash, name.</param>
    /// <param name="name">Its name.</param>
    /// <param name="gpus">Its GPUs.</param>
    /// <param name="change">Changes it.</param>
    public void Pod(string owner, string name = "worker", int gpus = 1, Action<V1Pod>? change = null) => _world.Pod("research", name, pod =>
    {
        pod.Metadata.OwnerReferences = [Reference(owner)];
        pod.Spec = World.PodSpec(gpus);
        (pod.Spec.NodeName, pod.Status.StartTime) = ("node-1", Noon.UtcDateTime.AddMinutes(-5));
        change?.Invoke(pod);
    });

    /// <summary>Looks until every owner is known.</summary>
    public async Task<ForeignView> LookAsync()
    {
        do
            Look();
        while (await Chains.AskAsync(CancellationToken.None));
        return Look();
    }

    public ForeignView Look() => Jobs.Look(_world.Caches.Of<V1Pod>().List());

    public async Task<TrainingDemand?> DemandAsync() => (await LookAsync()).Demands.SingleOrDefault();

    /// <summary>In which pools pods are.</summary>
    public PoolsOfWorkers WorkerPools => new(_world.Caches);

    /// <summary>A pool of one node, which comes with it.</summary>
    public void Pool(string name, string node)
    {
        _world.Node(node, change: found => found.Metadata.Labels["pool"] = name);
        _world.Caches.Put(new GpuPool { Metadata = new V1ObjectMeta { Name = name }, Spec = new GpuPoolSpec { NodeSelector = new() { ["pool"] = name } } });
    }

    public void ChangePods(Action<V1Pod> change)
    {
        foreach (var pod in _world.Caches.Of<V1Pod>().List()) change(pod);
    }

    public void PodsGo()
    {
        foreach (var pod in _world.Caches.Of<V1Pod>().List().ToList()) _world.Caches.Remove(pod);
    }

    public ClusterSnapshot Snapshot() => new SnapshotBuilderWith(_world, Jobs).Build();

    private ResourceType Type(string kind) => Settings.Kinds.Single(candidate => candidate.Type.Kind == kind).Type;

    private static V1OwnerReference Reference(string uid) => new()
    {
        ApiVersion = uid.Split('-')[0] switch { "Job" => "batch/v1", "JobSet" => "jobset.x-k8s.io/v1alpha2", "TrainJob" => "trainer.kubeflow.org/v1alpha1", "CronJob" => "batch/v1", _ => "ray.io/v1alpha1" },
        Kind = uid.Split('-')[0],
        Name = uid.Split('-', 2)[1],
        Uid = uid,
        Controller = true,
    };
}
