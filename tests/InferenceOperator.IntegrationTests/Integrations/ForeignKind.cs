using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>A kind of another project as it is published: group, version, names, and where its suspend field is. The rest of its spec is free here.</summary>
internal sealed record ForeignKind(string Group, string Version, string Kind, string Plural, params string[] SuspendPath)
{
    public static readonly ForeignKind JobSet = new("jobset.x-k8s.io", "v1alpha2", "JobSet", "jobsets", "suspend");
    public static readonly ForeignKind TrainJob = new("trainer.kubeflow.org", "v1alpha1", "TrainJob", "trainjobs", "suspend");
    public static readonly ForeignKind PyTorchJob = new("kubeflow.org", "v1", "PyTorchJob", "pytorchjobs", "runPolicy", "suspend");
    public static readonly ForeignKind RayJob = new("ray.io", "v1", "RayJob", "rayjobs", "suspend");
    public static readonly ForeignKind RayCluster = new("ray.io", "v1", "RayCluster", "rayclusters", "suspend");

    /// <summary>
    /// Stands in for Job of batch/v1 with its suspend field, which the oldest Kubernetes that is tested lacks. No API server takes a CRD of a group
    /// without a dot: the operator sees it as batch/v1 through <see cref="BatchJobs"/>.
    /// </summary>
    public static readonly ForeignKind BatchJob = new("batch.example.com", "v1", "Job", "jobs", "suspend");

    public static IReadOnlyList<ForeignKind> All { get; } = [JobSet, TrainJob, PyTorchJob, RayJob, RayCluster, BatchJob];

    public string ApiVersion => $"{Group}/{Version}";

    public static ForeignKind Of(string kind) => All.Single(candidate => candidate.Kind == kind);

    /// <summary>Its CRD, with nothing checked but the suspend field.</summary>
    public V1CustomResourceDefinition Definition()
    {
        var suspend = new V1JSONSchemaProps { Type = "boolean" };
        var schema = SuspendPath.Reverse().Prepend("").Aggregate(suspend, (inner, name) => name.Length == 0 ? inner : Free(name, inner));
        return new V1CustomResourceDefinition
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{Plural}.{Group}",
                // Without it, an API server keeps names below k8s.io for itself.
                Annotations = new Dictionary<string, string> { ["api-approved.kubernetes.io"] = "unapproved, a test" },
            },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = Group,
                Scope = "Namespaced",
                Names = new V1CustomResourceDefinitionNames { Kind = Kind, Plural = Plural, Singular = Kind.ToLowerInvariant(), ListKind = Kind + "List" },
                Versions =
                [
                    new V1CustomResourceDefinitionVersion
                    {
                        Name = Version,
                        Served = true,
                        Storage = true,
                        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = Free("spec", schema) },
                        Subresources = new V1CustomResourceSubresources { Status = new object() },
                    },
                ],
            },
        };
    }

    public JsonObject Spec(bool suspend)
    {
        JsonNode at = JsonValue.Create(suspend);
        foreach (var name in SuspendPath.Reverse()) at = new JsonObject { [name] = at };
        return at.AsObject();
    }

    public bool IsSuspended(JsonNode found) => SuspendPath.Aggregate(found["spec"], (at, name) => at?[name])?.GetValue<bool>() == true;

    private static V1JSONSchemaProps Free(string name, V1JSONSchemaProps property) => new()
    {
        Type = "object", XKubernetesPreserveUnknownFields = true, Properties = new Dictionary<string, V1JSONSchemaProps> { [name] = property },
    };
}
