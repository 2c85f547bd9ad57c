using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs.Manifests;

/// <summary>Makes the pod of a worker from the job's template.</summary>
internal static class WorkerPodBuilder
{
    private const string GpuTaint = "nvidia.com/gpu";

    /// <summary>Builds a pod.</summary>
    /// <param name="job">The job.</param>
    /// <param name="worker">Rank, attempt and world size.</param>
    /// <param name="gracePeriod">Time to save after SIGTERM.</param>
    /// <param name="masterAddress">Address of the Service in front of rank 0.</param>
    /// <returns>The pod.</returns>
    public static V1Pod Build(TrainingJob job, GangAction.Create worker, TimeSpan gracePeriod, string masterAddress)
    {
        var template = KubernetesJson.Deserialize<V1PodTemplateSpec>(KubernetesJson.Serialize(job.Spec.Template));
        return new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = Metadata(job, template.Metadata, worker),
            Spec = Spec(template.Spec, job.Metadata.Name, worker, gracePeriod, masterAddress),
        };
    }

    /// <summary>The hash by which a change of the template is seen. Only the user's words count, so that a newer operator restarts nothing.</summary>
    /// <param name="job">The job.</param>
    /// <returns>The hash.</returns>
    public static string TemplateHash(TrainingJob job) => ChildState.Hash(new { job.Spec.Template, job.Spec.Checkpoint.GracePeriod });

    private static V1ObjectMeta Metadata(TrainingJob job, V1ObjectMeta? template, GangAction.Create worker) => new()
    {
        Name = TrainingNames.Worker(job.Metadata.Name, worker.Rank),
        NamespaceProperty = job.Metadata.NamespaceProperty,
        Labels = Over(template?.Labels, new Dictionary<string, string>(TrainingNames.All(job.Metadata.Name))
        {
            [Labels.Rank] = Text(worker.Rank),
            [Labels.Attempt] = Text(worker.Attempt),
            [Labels.WorldSize] = Text(worker.WorldSize),
        }),
        Annotations = Over(template?.Annotations, new Dictionary<string, string> { [Labels.TemplateHash] = TemplateHash(job) }),
        Finalizers = [Labels.CheckpointFinalizer],
        OwnerReferences = [OwnerReferences.ControlledBy(job)],
    };

    private static V1PodSpec Spec(V1PodSpec pod, string job, GangAction.Create worker, TimeSpan gracePeriod, string masterAddress)
    {
        var gpus = WorkerGpus.Count(pod);
        var environment = WorkerEnvironment.Build(worker.Rank, worker.WorldSize, gpus, masterAddress);
        foreach (var container in (pod.InitContainers ?? []).Concat(pod.Containers))
            container.Env = WorkerEnvironment.Merge(environment, container.Env);

        pod.Hostname = TrainingNames.Worker(job, worker.Rank);
        pod.Subdomain = TrainingNames.Workers(job);
        pod.RestartPolicy = "Never";
        pod.TerminationGracePeriodSeconds = (long)Math.Ceiling(gracePeriod.TotalSeconds);
        // Below every model, and never a preemptor: who gets GPUs is the plan's business.
        (pod.PriorityClassName, pod.Priority, pod.PreemptionPolicy) = (PriorityClasses.Training, null, null);
        pod.EnableServiceLinks ??= false;
        if (gpus > 0) pod.Tolerations = Tolerating(pod.Tolerations);
        WorkerSecurity.Fill(pod);
        return pod;
    }

    private static List<V1Toleration> Tolerating(IList<V1Toleration>? own) =>
        own?.Any(toleration => toleration is { Key: GpuTaint, Effect: null or "" or "NoSchedule" }) == true
            ? [.. own]
            : [.. own ?? [], new V1Toleration { Key = GpuTaint, OperatorProperty = "Exists", Effect = "NoSchedule" }];

    private static Dictionary<string, string> Over(IDictionary<string, string>? below, Dictionary<string, string> above) =>
        new(above.Concat(below ?? new Dictionary<string, string>()).DistinctBy(pair => pair.Key));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
