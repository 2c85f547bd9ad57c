using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Scaling;
using InferenceOperator.Tests.Support;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.Tests.Capacity;

/// <summary>A small cluster in the caches, with the objects that tests change.</summary>
internal sealed class World
{
    public World()
    {
        Snapshots = new SnapshotBuilder(Caches, Scaling, NullLogger<SnapshotBuilder>.Instance);
        Runtime = Caches.Put(new InferenceRuntime
        {
            Metadata = new V1ObjectMeta { Name = "onnx" },
            Spec = new InferenceRuntimeSpec { Image = "server:1", Formats = [new RuntimeFormat { Name = "onnx" }], Metrics = new RuntimeMetrics { Preset = "onnx" } },
        });
    }

    /// <summary>Serves the models.</summary>
    public InferenceRuntime Runtime { get; }

    public Caches Caches { get; } = new();

    public ScalingBoard Scaling { get; } = new();

    public SnapshotBuilder Snapshots { get; }

    public V1Node Node(string name = "node-1", int gpus = 8, Action<V1Node>? change = null)
    {
        var node = new V1Node
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = new Dictionary<string, string> { ["nvidia.com/gpu.product"] = "NVIDIA-H100-80GB-HBM3", ["nvidia.com/gpu.memory"] = "81559" },
            },
            Spec = new V1NodeSpec(),
            Status = new V1NodeStatus { Allocatable = Gpus(gpus), Conditions = [new V1NodeCondition { Type = "Ready", Status = "True" }] },
        };
        change?.Invoke(node);
        return Caches.Put(node);
    }

    public ModelDeployment Model(string name = "ocr", Action<ModelDeployment>? change = null)
    {
        var model = new ModelDeployment
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "vision", Generation = 1 },
            Spec = new ModelDeploymentSpec { Model = new ModelSource { Uri = "https://models.example/ocr.onnx" }, Scaling = new ScalingSpec { Mode = ScalingModes.Manual } },
        };
        change?.Invoke(model);
        return Caches.Put(model);
    }

    public TrainingJob Job(string name = "bert", Action<TrainingJob>? change = null)
    {
        var job = new TrainingJob
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "research" },
            Spec = new TrainingJobSpec { Workers = 4, MinWorkers = 2, Template = new V1PodTemplateSpec { Spec = PodSpec(gpus: 2) } },
        };
        change?.Invoke(job);
        return Caches.Put(job);
    }

    /// <summary>A pod of the model's Deployment.</summary>
    public V1Pod Replica(ModelDeployment model, string suffix = "a", Action<V1Pod>? change = null)
    {
        var name = model.Metadata.Name;
        return Pod("vision", $"{name}-5d4f-{suffix}", pod =>
        {
            pod.Metadata.Labels = new Dictionary<string, string> { [Labels.Model] = name, [Labels.ManagedBy] = Labels.Manager };
            pod.Metadata.OwnerReferences = [new V1OwnerReference { Kind = "ReplicaSet", Name = $"{name}-5d4f", Uid = "uid-rs", Controller = true }];
            change?.Invoke(pod);
        });
    }

    /// <summary>A worker of the job.</summary>
    public V1Pod Worker(TrainingJob job, int rank, Action<V1Pod>? change = null) => Pod("research", $"{job.Metadata.Name}-{rank}", pod =>
    {
        pod.Metadata.Labels = new Dictionary<string, string> { [Labels.Rank] = rank.ToString(CultureInfo.InvariantCulture) };
        pod.Metadata.OwnerReferences = [new V1OwnerReference { Kind = TrainingJob.KindName, Name = job.Metadata.Name, Uid = job.Metadata.Uid, Controller = true }];
        change?.Invoke(pod);
    });

    public V1Pod Pod(string @namespace, string name, Action<V1Pod>? change = null)
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace },
            Spec = PodSpec(gpus: 1),
            Status = new V1PodStatus { Phase = "Running" },
        };
        pod.Spec.NodeName = "node-1";
        change?.Invoke(pod);
        return Caches.Put(pod);
    }

    public static V1PodSpec PodSpec(int gpus) => new() { Containers = [new V1Container { Name = "main", Resources = new V1ResourceRequirements { Limits = Gpus(gpus), Requests = Gpus(gpus) } }] };

    private static Dictionary<string, ResourceQuantity> Gpus(int count) => new() { ["nvidia.com/gpu"] = new(count.ToString(CultureInfo.InvariantCulture)) };
}
