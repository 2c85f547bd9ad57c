using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>A package of Debian bookworm, unpacked into the cache. Installed, it would start services on the machine.</summary>
internal static class DebianPackage
{
    private const string Release = "bookworm";

    /// <summary>Fetches it once.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="progress">Told what is fetched.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>The folder that stands for the root of the file system.</returns>
    public static Task<string> EnsureAsync(string package, IProgress<string>? progress, CancellationToken cancellationToken) => CachedFolder.EnsureAsync(
        package,
        $"{Release}-1",
        async content =>
        {
            progress?.Report($"fetching {package} from Debian {Release}");
            using var work = TemporaryFolder.Create(CachePaths.Root);
            var apt = await AptRepository.OpenAsync(work.Combine("apt"), Release, withSources: false, cancellationToken);
            await apt.UnpackAsync(content, [package], cancellationToken);
        },
        progress,
        cancellationToken);
}
