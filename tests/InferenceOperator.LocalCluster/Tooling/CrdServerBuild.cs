using System.Text.RegularExpressions;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>
/// Builds a server for CustomResourceDefinitions on a current API machinery, from Debian sid's packages of the Kubernetes
/// libraries: sid moves, so the versions of both, and of Go, are whatever the mirror has.
/// </summary>
internal static partial class CrdServerBuild
{
    private const string Release = "sid";
    private const string BuildNumber = "1";
    private const string VersionPackage = "golang-k8s-apiextensions-apiserver-dev_0.";

    public static async Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = await CachedFolder.EnsureAsync("crdserver", BuildNumber, content => BuildOrExplainAsync(content, progress, cancellationToken), progress, cancellationToken);
        return Path.Combine(folder, "crdserver");
    }

    /// <summary>The newest Go of which there is both the compiler and the standard library.</summary>
    /// <param name="packages">Names of packages.</param>
    /// <returns>Such as 1.27; null when there is none.</returns>
    internal static string? NewestGo(IReadOnlyCollection<string> packages) => packages
        .Select(name => GoPackage().Match(name)).Where(match => match.Success).Select(match => match.Groups[1].Value)
        .Where(version => packages.Contains($"golang-{version}-src"))
        .MaxBy(Version.Parse);

    private static async Task BuildOrExplainAsync(string content, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await BuildAsync(content, progress, cancellationToken);
        }
        catch (CommandFailedException e)
        {
            throw new ToolsUnavailableException(
                $"the CRD server does not build from what Debian {Release} has today. Adapt tests/InferenceOperator.LocalCluster/Resources/crdserver "
                + $"(packages.txt: the libraries, main.go: their API), or copy crdserver-{BuildNumber} from the cache of a machine that has it to {CachePaths.Root}. {e.Message}");
        }
    }

    private static async Task BuildAsync(string content, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("the CRD server is built from Debian sid's packages: about 5 minutes on 2 cores, once");
        using var work = TemporaryFolder.Create(CachePaths.Root);
        var apt = await AptRepository.OpenAsync(work.Combine("apt"), Release, withSources: false, cancellationToken);
        var libraries = EmbeddedFile.Read("crdserver/packages.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var version = NewestGo(await apt.NamesAsync("golang-1.", cancellationToken))
            ?? throw new ToolsUnavailableException($"Debian {Release} at this machine's mirror has no golang-1.N-go with its golang-1.N-src; use another mirror in /etc/apt/sources.list");
        var archives = await apt.UnpackAsync(work.Combine("root"), [$"golang-{version}-go", $"golang-{version}-src", .. libraries], cancellationToken);
        progress?.Report($"Go {version} and the libraries are here");

        EmbeddedFile.Write("crdserver/main.go", work.Combine("crdserver", "main.go"));
        var go = new GoToolchain(
            work.Combine("root", "usr", "lib", $"go-{version}"), work.Combine("root", "usr", "share", "gocode"), work.Combine("go-build"));
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

    [GeneratedRegex(@"^golang-(1\.\d+)-go$")]
    private static partial Regex GoPackage();
}
