using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The pod's volumes and where its containers see them.</summary>
internal static class Volumes
{
    private const string Models = "models";
    private const string Claim = "claim";
    private const string Temporary = "tmp";
    private const string Secret = "model-credentials";

    /// <summary>Where the init container finds the files of the model's Secret.</summary>
    public const string SecretFolder = "/var/run/secrets/" + ApiGroup.Name + "/model";

    /// <summary>The volumes of the pod.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The volumes.</returns>
    public static List<V1Volume> All(WorkloadInputs inputs)
    {
        var location = inputs.Location;
        var volumes = new List<V1Volume> { Empty(Temporary) };
        if (location.PullUri is not null)
            volumes.Add(Empty(Models));
        if (location.Claim is { } claim)
            volumes.Add(new V1Volume { Name = Claim, PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim, ReadOnlyProperty = true } });
        if (location.PullUri is not null && inputs.Spec.Model.SecretRef is { } secret)
            volumes.Add(new V1Volume { Name = Secret, Secret = new V1SecretVolumeSource { SecretName = secret.Name, DefaultMode = 0b100_100_000 } });
        volumes.AddRange(WritablePaths(inputs).Select((_, index) => Empty(WritableName(index))));
        return volumes;
    }

    /// <summary>What the server sees: the model read-only, and its writable folders.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The mounts.</returns>
    public static List<V1VolumeMount> OfServer(WorkloadInputs inputs)
    {
        var location = inputs.Location;
        var mounts = new List<V1VolumeMount> { new() { Name = Temporary, MountPath = "/tmp" } };
        if (location.PullUri is not null)
            mounts.Add(new V1VolumeMount { Name = Models, MountPath = ModelLocation.Folder, ReadOnlyProperty = true });
        else if (location.Claim is not null)
            mounts.Add(new V1VolumeMount { Name = Claim, MountPath = ModelLocation.Folder, ReadOnlyProperty = true });
        mounts.AddRange(WritablePaths(inputs).Select((path, index) => new V1VolumeMount { Name = WritableName(index), MountPath = path }));
        return mounts;
    }

    /// <summary>What the init container sees: the models folder to fill, the claim to read and the credentials.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The mounts.</returns>
    public static List<V1VolumeMount> OfPull(WorkloadInputs inputs)
    {
        var mounts = new List<V1VolumeMount>
        {
            new() { Name = Temporary, MountPath = "/tmp" },
            new() { Name = Models, MountPath = ModelLocation.Folder },
        };
        if (inputs.Location.Claim is not null)
            mounts.Add(new V1VolumeMount { Name = Claim, MountPath = ModelLocation.ClaimFolder, ReadOnlyProperty = true });
        if (inputs.Spec.Model.SecretRef is not null)
            mounts.Add(new V1VolumeMount { Name = Secret, MountPath = SecretFolder, ReadOnlyProperty = true });
        return mounts;
    }

    private static List<string> WritablePaths(WorkloadInputs inputs) =>
        inputs.Runtime.Spec.WritablePaths?.Where(path => path is not ("/tmp" or ModelLocation.Folder)).Distinct().ToList() ?? [];

    private static V1Volume Empty(string name) => new() { Name = name, EmptyDir = new V1EmptyDirVolumeSource() };

    private static string WritableName(int index) => $"writable-{index}";
}
