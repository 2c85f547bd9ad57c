using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs.Manifests;

/// <summary>
/// The Services by which workers find each other. The headless one gives names, which need a cluster DNS; the one in front of rank 0 has an
/// address that is known before any pod runs and stays for the job's life, so MASTER_ADDR works without DNS, too.
/// </summary>
internal static class RendezvousServices
{
    /// <summary>The headless Service.</summary>
    /// <param name="job">The job.</param>
    /// <returns>The Service, marked for comparison.</returns>
    public static V1Service Workers(TrainingJob job) =>
        Build(job, TrainingNames.Workers(job.Metadata.Name), "None", TrainingNames.Selector(job.Metadata.Name));

    /// <summary>The Service in front of rank 0.</summary>
    /// <param name="job">The job.</param>
    /// <returns>The Service, marked for comparison.</returns>
    public static V1Service Master(TrainingJob job) =>
        Build(job, TrainingNames.Master(job.Metadata.Name), null, new Dictionary<string, string>(TrainingNames.Selector(job.Metadata.Name)) { [Labels.Rank] = "0" });

    private static V1Service Build(TrainingJob job, string name, string? clusterIP, Dictionary<string, string> selector) => ChildState.Mark(new V1Service
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Labels = TrainingNames.All(job.Metadata.Name),
            OwnerReferences = [OwnerReferences.ControlledBy(job)],
        },
        Spec = new V1ServiceSpec
        {
            ClusterIP = clusterIP,
            Selector = selector,
            // Workers look for each other before any of them is Ready.
            PublishNotReadyAddresses = true,
            Ports = [new V1ServicePort { Name = "rendezvous", Port = TrainingNames.MasterPort, TargetPort = TrainingNames.MasterPort, Protocol = "TCP" }],
        },
    });
}
