using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>Debian's docker-registry, the reference implementation of OCI's distribution interface, unpacked into the cache.</summary>
internal static class RegistryProgram
{
    private const string Release = "bookworm";
    private const string Package = "docker-registry";

    public static async Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = await CachedFolder.EnsureAsync(
            Package,
            $"{Release}-1",
            async content =>
            {
                progress?.Report($"fetching {Package} from Debian {Release}");
                using var work = TemporaryFolder.Create(CachePaths.Root);
                var apt = await AptRepository.OpenAsync(work.Combine("apt"), Release, withSources: false, cancellationToken);
                await apt.UnpackAsync(content, [Package], cancellationToken);
            },
            progress,
            cancellationToken);
        return Path.Combine(folder, "usr", "bin", Package);
    }
}
