using InferenceOperator.Api;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Scaling;
using InferenceOperator.Tests.Support;
using k8s.Models;

namespace InferenceOperator.Benchmarks.Cluster.Passes;

/// <summary>Many models in caches, each with three ready pods, and what Prometheus would say of them.</summary>
/// <param name="count">Models.</param>
internal sealed class ManyModels(int count)
{
    /// <summary>Different loads; models share them.</summary>
    private const int Waves = 20;

    private readonly LoadWave[] _waves = [.. Enumerable.Range(0, Waves).Select(number => new LoadWave(number))];

    /// <summary>Fills the caches.</summary>
    /// <param name="caches">The caches.</param>
    public void Put(Caches caches)
    {
        caches.Put(new InferenceRuntime
        {
            Metadata = new V1ObjectMeta { Name = "onnx" },
            Spec = new InferenceRuntimeSpec { Image = "server:1", Formats = [new RuntimeFormat { Name = "onnx" }], Metrics = new RuntimeMetrics { Preset = "onnx" } },
        });
        foreach (var name in Enumerable.Range(0, count).Select(Name))
            Put(caches, name);
    }

    /// <summary>Puts what was learnt of each model on the board.</summary>
    /// <param name="board">The board.</param>
    /// <param name="now">The time of the last decision.</param>
    public void Learn(ScalingBoard board, DateTimeOffset now)
    {
        var policy = PolicyReader.Read(Spec());
        var learnt = _waves.AsParallel().AsOrdered().Select(wave => LearntState.Until(policy, wave, now)).ToList();
        for (var number = 0; number < count; number++)
            board.Set(Name(number), new ScalingEntry(learnt[number % Waves], null, now));
    }

    /// <summary>What Prometheus says at a moment.</summary>
    /// <param name="now">The moment.</param>
    /// <returns>Model, pod and value by signal.</returns>
    public ILookup<string, (string Model, string? Pod, double Value)> Signals(DateTimeOffset now)
    {
        List<(string Signal, string Model, string? Pod, double Value)> all = [];
        for (var number = 0; number < count; number++)
        {
            var (name, rate) = (Name(number), _waves[number % Waves].Rate(now));
            all.AddRange(Enumerable.Range(0, LoadWave.Replicas).Select(pod => (SignalNames.Age, name, (string?)$"{name}-{pod}", 1.0)));
            all.AddRange(
            [
                (SignalNames.Rate, name, null, rate), (SignalNames.RecentRate, name, null, rate), (SignalNames.Rejected, name, null, 0),
                (SignalNames.InFlight, name, null, Math.Round(rate * LoadWave.MeanLatency(rate))), (SignalNames.MeanLatency, name, null, LoadWave.MeanLatency(rate)),
                (SignalNames.MeanQueue, name, null, LoadWave.MeanLatency(rate) / 2), (SignalNames.Percentile(95), name, null, LoadWave.Percentile95(rate)),
            ]);
        }

        return all.ToLookup(it => it.Signal, it => (it.Model, it.Pod, it.Value));
    }

    private static string Name(int number) => $"model-{number}";

    private static ModelDeploymentSpec Spec() => new()
    {
        Model = new ModelSource { Uri = "https://models.example/ocr.onnx" },
        Scaling = new ScalingSpec { MinReplicas = LoadWave.Replicas, MaxReplicas = 10, Latency = new LatencyObjective { Target = "100ms" } },
    };

    private static void Put(Caches caches, string name)
    {
        caches.Put(new ModelDeployment { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "vision", Uid = name }, Spec = Spec() });
        caches.Put(new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "vision", OwnerReferences = [new V1OwnerReference { Uid = name, Kind = "ModelDeployment", Name = name, Controller = true }] },
            Spec = new V1DeploymentSpec { Replicas = LoadWave.Replicas },
        });
        for (var pod = 0; pod < LoadWave.Replicas; pod++)
        {
            caches.Put(new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = $"{name}-{pod}", NamespaceProperty = "vision", Labels = new Dictionary<string, string> { [Labels.Model] = name, [Labels.ManagedBy] = Labels.Manager } },
                Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
            });
        }
    }
}
