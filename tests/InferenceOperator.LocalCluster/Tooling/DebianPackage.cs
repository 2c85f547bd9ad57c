using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>A package of Debian, unpacked into the cache. Installed, it would start services on the machine.</summary>
internal static class DebianPackage
{
    /// <summary>The release that the project's tools come from.</summary>
    public const string Stable = "bookworm";

    /// <summary>What is newest. It moves: the cache keeps what was fetched first.</summary>
    public const string Newest = "sid";

    /// <summary>Fetches it once.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="release">Of which release.</param>
    /// <param name="progress">Told what is fetched.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>The folder that stands for the root of the file system.</returns>
    public static Task<string> EnsureAsync(string package, string release, IProgress<string>? progress, CancellationToken cancellationToken) => CachedFolder.EnsureAsync(
        package,
        $"{release}-1",
        async content =>
        {
            progress?.Report($"fetching {package} from Debian {release}");
            using var work = TemporaryFolder.Create(CachePaths.Root);
            var apt = await AptRepository.OpenAsync(work.Combine("apt"), release, withSources: false, cancellationToken);
            await apt.UnpackAsync(content, [package], cancellationToken);
        },
        progress,
        cancellationToken);
}
