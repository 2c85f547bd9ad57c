using System.Globalization;
using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The template of a model's pods.</summary>
internal static class PodTemplateBuilder
{
    /// <summary>Seconds a stopping pod has when the model owner does not say: our server drains for 5 s and then ends requests in flight within 20 s.</summary>
    private const long DefaultGraceSeconds = 60;

    /// <summary>Builds the template.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The template.</returns>
    public static V1PodTemplateSpec Build(WorkloadInputs inputs) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Labels = Merge(inputs.Spec.Template?.Labels, ModelLabels.All(inputs.Name, inputs.Runtime.Metadata.Name)),
            Annotations = Merge(inputs.Spec.Template?.Annotations, ScrapeAnnotations(inputs)),
        },
        Spec = PodSpec(inputs, inputs.Spec.Template ?? new PodAdditions()),
    };

    private static V1PodSpec PodSpec(WorkloadInputs inputs, PodAdditions additions) => new()
    {
        AutomountServiceAccountToken = false,
        ServiceAccountName = additions.ServiceAccountName,
        ImagePullSecrets = additions.ImagePullSecrets,
        PriorityClassName = PriorityClass(inputs.Spec),
        NodeSelector = additions.NodeSelector,
        Affinity = GpuResources.Affinity(inputs),
        Tolerations = Tolerations(inputs, additions),
        TopologySpreadConstraints = [SpreadOverNodes(inputs)],
        SecurityContext = SecurityContexts.Pod(),
        TerminationGracePeriodSeconds = additions.TerminationGracePeriodSeconds ?? DefaultGraceSeconds,
        EnableServiceLinks = false,
        InitContainers = PullContainerBuilder.Build(inputs) is { } pull ? [pull] : null,
        Containers = [ServerContainerBuilder.Build(inputs)],
        Volumes = Volumes.All(inputs),
    };

    // Replicas that others own cannot be held back until there is room, so their class never preempts.
    private static string PriorityClass(ModelDeploymentSpec spec) => spec.Scaling.Mode == ScalingModes.External
        ? PriorityClasses.External
        : spec.Priority switch
        {
            ModelPriorities.Critical => PriorityClasses.Critical,
            ModelPriorities.Batch => PriorityClasses.Batch,
            _ => PriorityClasses.Standard,
        };

    private static List<V1Toleration>? Tolerations(WorkloadInputs inputs, PodAdditions additions)
    {
        var tolerations = new List<V1Toleration>();
        if (inputs.GpuCount > 0)
            tolerations.Add(new V1Toleration { Key = GpuResources.WholeGpu, OperatorProperty = "Exists" });
        tolerations.AddRange(additions.Tolerations ?? []);
        return tolerations.Count == 0 ? null : tolerations;
    }

    private static V1TopologySpreadConstraint SpreadOverNodes(WorkloadInputs inputs) => new()
    {
        MaxSkew = 1,
        TopologyKey = "kubernetes.io/hostname",
        WhenUnsatisfiable = "ScheduleAnyway",
        LabelSelector = new V1LabelSelector { MatchLabels = ModelLabels.Selector(inputs.Name) },
    };

    private static Dictionary<string, string> ScrapeAnnotations(WorkloadInputs inputs)
    {
        var annotations = new Dictionary<string, string>
        {
            ["prometheus.io/scrape"] = "true",
            ["prometheus.io/port"] = MetricsPort(inputs).ToString(CultureInfo.InvariantCulture),
            ["prometheus.io/path"] = "/metrics",
        };
        // Left out where it is http, as the rollout of every model that runs already would be new with it.
        if (ServerTls.IsOn(inputs))
            annotations["prometheus.io/scheme"] = "https";
        return annotations;
    }

    private static int MetricsPort(WorkloadInputs inputs) =>
        (inputs.Ports.FirstOrDefault(port => port.Name == "metrics") ?? inputs.Ports[0]).ContainerPort;

    private static Dictionary<string, string> Merge(Dictionary<string, string>? theirs, Dictionary<string, string> ours)
    {
        var merged = new Dictionary<string, string>(theirs ?? []);
        foreach (var (key, value) in ours)
            merged[key] = value;
        return merged;
    }
}
