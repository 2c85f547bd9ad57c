using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>
/// Builds a server for CustomResourceDefinitions on a current API machinery, from Debian sid's packages of the Kubernetes
/// libraries: sid moves, so the version that it is built from is whatever the mirror has.
/// </summary>
internal static class CrdServerBuild
{
    private const string Release = "sid";
    private const string GoVersion = "1.27";
    private const string VersionPackage = "golang-k8s-apiextensions-apiserver-dev_0.";

    public static async Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = await CachedFolder.EnsureAsync("crdserver", "1", content => BuildAsync(content, progress, cancellationToken), progress, cancellationToken);
        return Path.Combine(folder, "crdserver");
    }

    private static async Task BuildAsync(string content, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("the CRD server is built from Debian sid's packages: about 5 minutes on 2 cores, once");
        using var work = TemporaryFolder.Create(CachePaths.Root);
        var apt = await AptRepository.OpenAsync(work.Combine("apt"), Release, withSources: false, cancellationToken);
        var libraries = EmbeddedFile.Read("crdserver/packages.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var archives = await apt.UnpackAsync(
            work.Combine("root"), [$"golang-{GoVersion}-go", $"golang-{GoVersion}-src", .. libraries], cancellationToken);
        progress?.Report("compiler and libraries are here");

        EmbeddedFile.Write("crdserver/main.go", work.Combine("crdserver", "main.go"));
        var go = new GoToolchain(
            work.Combine("root", "usr", "lib", $"go-{GoVersion}"), work.Combine("root", "usr", "share", "gocode"), work.Combine("go-build"));
        await go.BuildAsync(
            ".", Path.Combine(content, "crdserver"), work.Combine("crdserver"), cancellationToken, linkerFlags: LinkerFlags(MinorVersion(archives)));
    }

    // The libraries of Kubernetes 1.N.P are published as 0.N.P.
    private static string MinorVersion(IEnumerable<string> archives)
    {
        var name = archives.Single(archive => archive.StartsWith(VersionPackage, StringComparison.Ordinal));
        var version = name[VersionPackage.Length..];
        return version[..version.IndexOfAny(['-', '+', '~', '_'])];
    }

    private static string LinkerFlags(string version)
    {
        const string Package = "k8s.io/component-base/version";
        return $"-s -w -X {Package}.gitVersion=v1.{version} -X {Package}.gitMajor=1 -X {Package}.gitMinor={version.Split('.')[0]}";
    }
}
