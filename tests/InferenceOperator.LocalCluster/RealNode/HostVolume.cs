using k8s;
using k8s.Models;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>A folder of this machine as a claim that pods of the real node mount: models to serve, checkpoints to keep.</summary>
/// <param name="Claim">The name of the PersistentVolumeClaim.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Folder">The folder; any user may write it.</param>
public sealed record HostVolume(string Claim, string Namespace, string Folder)
{
    private static readonly Dictionary<string, ResourceQuantity> Size = new() { ["storage"] = new ResourceQuantity("10Gi") };

    /// <summary>Makes the folder, a PersistentVolume for it and a claim bound to that.</summary>
    public static async Task<HostVolume> CreateAsync(
        IKubernetes client, string @namespace, string claim, string folder, CancellationToken cancellationToken = default)
    {
        // Volumes of type hostPath take no fsGroup: the folder itself must let non-root containers write.
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, Images.ImageLayer.SharedTemporary);
        var volume = VolumeName(@namespace, claim);
        await client.CoreV1.CreatePersistentVolumeAsync(Volume(volume, @namespace, claim, folder), cancellationToken: cancellationToken);
        await client.CoreV1.CreateNamespacedPersistentVolumeClaimAsync(Claimed(volume, claim), @namespace, cancellationToken: cancellationToken);
        return new HostVolume(claim, @namespace, folder);
    }

    /// <summary>The name of the PersistentVolume of a claim.</summary>
    public static string VolumeName(string @namespace, string claim) => $"{@namespace}-{claim}";

    private static V1PersistentVolume Volume(string name, string @namespace, string claim, string folder) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1PersistentVolumeSpec
        {
            Capacity = Size,
            AccessModes = ["ReadWriteMany"],
            PersistentVolumeReclaimPolicy = "Retain",
            ClaimRef = new V1ObjectReference { NamespaceProperty = @namespace, Name = claim },
            HostPath = new V1HostPathVolumeSource { Path = folder, Type = "DirectoryOrCreate" },
        },
    };

    private static V1PersistentVolumeClaim Claimed(string volume, string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1PersistentVolumeClaimSpec
        {
            AccessModes = ["ReadWriteMany"],
            // The empty class: bound to this volume, never provisioned.
            StorageClassName = "",
            VolumeName = volume,
            Resources = new V1VolumeResourceRequirements { Requests = Size },
        },
    };
}
