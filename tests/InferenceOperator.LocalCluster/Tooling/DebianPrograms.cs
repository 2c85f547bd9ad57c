using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>
/// Debian's etcd, containerd, Prometheus, ... unpacked into the cache. Installed, they would start services on the machine.
/// </summary>
internal static class DebianPrograms
{
    private const string Release = "bookworm";

    private static readonly string[] Packages =
        ["etcd-server", "containerd", "runc", "containernetworking-plugins", "busybox-static", "prometheus"];

    public static Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken) => CachedFolder.EnsureAsync(
        "debian-programs",
        $"{Release}-1",
        async content =>
        {
            progress?.Report($"fetching {string.Join(", ", Packages)} from Debian {Release}");
            using var work = TemporaryFolder.Create(CachePaths.Root);
            var apt = await AptRepository.OpenAsync(work.Combine("apt"), Release, withSources: false, cancellationToken);
            await apt.UnpackAsync(content, Packages, cancellationToken);
        },
        progress,
        cancellationToken);
}
