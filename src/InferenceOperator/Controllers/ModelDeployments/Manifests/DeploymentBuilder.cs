using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The Deployment that runs a model's replicas.</summary>
internal static class DeploymentBuilder
{
    /// <summary>Annotation with the hash of the pod template: tells a rollout from a change of scale.</summary>
    public const string TemplateAnnotation = ApiGroup.Name + "/template";

    private const int ProgressDeadlineSeconds = 3600;
    private const int OldRevisionsKept = 2;

    /// <summary>Builds the Deployment around a template.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="template">The pod template, from <see cref="PodTemplateBuilder"/>.</param>
    /// <returns>The Deployment, marked for comparison.</returns>
    public static V1Deployment Build(WorkloadInputs inputs, V1PodTemplateSpec template) => ChildState.Mark(new V1Deployment
    {
        ApiVersion = "apps/v1",
        Kind = "Deployment",
        Metadata = new V1ObjectMeta
        {
            Name = inputs.Name,
            NamespaceProperty = inputs.Model.Metadata.NamespaceProperty,
            Labels = ModelLabels.All(inputs.Name, inputs.Runtime.Metadata.Name),
            Annotations = new Dictionary<string, string> { [TemplateAnnotation] = ChildState.Hash(template) },
            OwnerReferences = [OwnerReferences.ControlledBy(inputs.Model)],
        },
        Spec = new V1DeploymentSpec
        {
            Replicas = inputs.Replicas,
            Selector = new V1LabelSelector { MatchLabels = ModelLabels.Selector(inputs.Name) },
            Strategy = RolloutBuilder.Build(inputs),
            ProgressDeadlineSeconds = ProgressDeadlineSeconds,
            RevisionHistoryLimit = OldRevisionsKept,
            Template = template,
        },
    });
}
