using InferenceOperator.Api;
using InferenceOperator.IntegrationTests;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Benchmarks.Training.Live;

/// <summary>Fills a cluster with workers of one GPU each, which end at once when they are asked to.</summary>
internal static class Fillers
{
    private const string GpuResource = "nvidia.com/gpu";

    /// <summary>TrainingJobs; their workers acknowledge a checkpoint.</summary>
    public static Task TrainingJobsAsync(TrainingCluster cluster, IEnumerable<int> gangs, string prefix, CancellationToken cancellationToken) =>
        EachAsync(gangs.Select((workers, index) => (workers, index)), async job => await cluster.Client.CreateAsync(new TrainingJob
        {
            Metadata = new V1ObjectMeta { Name = $"{prefix}-{job.index:0000}", NamespaceProperty = TrainingCluster.Namespace },
            Spec = new TrainingJobSpec
            {
                Workers = job.workers,
                MaxPreemptions = 100,
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta
                    {
                        Annotations = new Dictionary<string, string> { [FakeAnnotations.OnTermExitCode] = "0", [FakeAnnotations.OnTermMessage] = "step=1 path=/checkpoints/1" },
                    },
                    Spec = new V1PodSpec { Containers = [Container()] },
                },
            },
        }), cancellationToken);

    /// <summary>The same workers as plain pods of the training class. Node by node, as the scheduler's packing of gangs may leave them.</summary>
    public static Task PlainPodsAsync(TrainingCluster cluster, IReadOnlyList<int> gangs, bool spread, CancellationToken cancellationToken)
    {
        var workers = gangs.SelectMany((size, gang) => Enumerable.Range(0, size).Select(rank => (gang, rank))).Select((worker, index) => (worker.gang, worker.rank, index)).ToList();
        var nodes = cluster.Gpus / TrainingCluster.GpusPerNode;
        return EachAsync(workers, async worker => await cluster.Client.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = $"plain-{worker.gang:0000}-{worker.rank:000}", Labels = new Dictionary<string, string> { [PodLog.GroupLabel] = $"plain-{worker.gang:0000}" } },
                Spec = new V1PodSpec
                {
                    NodeName = $"node-{(spread ? worker.index % nodes : worker.index / TrainingCluster.GpusPerNode)}", PriorityClassName = PriorityClasses.Training, RestartPolicy = "Never", Containers = [Container()],
                },
            },
            TrainingCluster.Namespace,
            cancellationToken: cancellationToken), cancellationToken);
    }

    /// <summary>A Deployment of replicas of one GPU of the class of Standard models: what serving looks like without the operator.</summary>
    public static async Task DeploymentAsync(TrainingCluster cluster, string name, int replicas)
    {
        var labels = new Dictionary<string, string> { [Labels.Model] = name };
        await cluster.Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = name },
                Spec = new V1DeploymentSpec
                {
                    Replicas = replicas,
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = new V1PodSpec { PriorityClassName = PriorityClasses.Standard, Containers = [Container()] } },
                },
            },
            TrainingCluster.Namespace);
    }

    private static V1Container Container() => new()
    {
        Name = "worker", Image = "worker:bench", Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { [GpuResource] = new("1") } },
    };

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (item, _) => await act(item));
}
