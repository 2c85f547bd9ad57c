using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The init container that brings the model's file into the pod and checks it. Credentials are given to it alone.</summary>
internal static class PullContainerBuilder
{
    /// <summary>Name of the container.</summary>
    public const string Name = "pull-model";

    /// <summary>Builds the container.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The container, or null when there is nothing to pull.</returns>
    public static V1Container? Build(WorkloadInputs inputs)
    {
        if (inputs.Location.PullUri is not { } uri)
            return null;
        var model = inputs.Spec.Model;
        var args = new List<string> { "pull", Literal(uri), ModelLocation.Folder };
        if (inputs.Location.PulledName is { } name)
            args.AddRange(["--name", Literal(name)]);
        if (inputs.Location.Claim is not null)
            args.AddRange(["--pvc-root", ModelLocation.ClaimFolder]);
        if (model.SecretRef is not null)
            args.AddRange(["--secret-dir", Volumes.SecretFolder]);
        if (!string.IsNullOrEmpty(model.Sha256))
            args.AddRange(["--sha256", model.Sha256]);
        return new V1Container
        {
            Name = Name,
            Image = inputs.PullImage,
            ImagePullPolicy = inputs.PullImagePullPolicy,
            Args = args,
            EnvFrom = model.SecretRef is { } secret ? [new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = secret.Name } }] : null,
            Resources = new V1ResourceRequirements
            {
                Requests = Quantities("100m", "128Mi"),
                Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = MemoryLimit(inputs) },
            },
            SecurityContext = SecurityContexts.Container(),
            VolumeMounts = Volumes.OfPull(inputs),
            TerminationMessagePolicy = "FallbackToLogsOnError",
        };
    }

    // A pull that prepares the model loads it as the server will. Init containers run before the server, so the pod's limit stays what it was.
    private static ResourceQuantity MemoryLimit(WorkloadInputs inputs)
    {
        var least = new ResourceQuantity("512Mi");
        return inputs.Spec.Resources?.Limits?.TryGetValue("memory", out var server) == true && server.ToDecimal() > least.ToDecimal() ? server : least;
    }

    // $( in an argument would be expanded from the environment, which holds the credentials.
    private static string Literal(string text) => text.Replace("$(", "$$(", StringComparison.Ordinal);

    private static Dictionary<string, ResourceQuantity> Quantities(string cpu, string memory) => new() { ["cpu"] = new(cpu), ["memory"] = new(memory) };
}
