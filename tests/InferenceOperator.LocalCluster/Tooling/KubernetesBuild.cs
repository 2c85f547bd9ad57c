using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>
/// Builds Kubernetes 1.20.2, the newest whose server side Debian has in source (bookworm), with bookworm's Go 1.19, and our
/// own two small programs that need its sources.
/// </summary>
internal static class KubernetesBuild
{
    public const string Name = "kubernetes";
    public const string Version = "1.20.2-3";
    private const string Release = "bookworm";
    private const string Root = "k8s.io/kubernetes";
    private const string Tags = "selinux,notest,providerless,dockerless";

    private static readonly string[] Components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet"];
    private static readonly string[] OwnPrograms = ["fake-device-plugin", "pause"];

    public static Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken) => CachedFolder.EnsureAsync(
        Name, Version, content => BuildAsync(content, progress, cancellationToken), progress, cancellationToken);

    private static async Task BuildAsync(string content, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("Kubernetes 1.20.2 is built from Debian's source: about 5 minutes on 2 cores, once");
        using var work = TemporaryFolder.Create(CachePaths.Root);
        var apt = await AptRepository.OpenAsync(work.Combine("apt"), Release, withSources: true, cancellationToken);
        await apt.UnpackAsync(work.Combine("root"), ["golang-1.19-go", "golang-1.19-src", "golang-github-modern-go-reflect2-dev"], cancellationToken);
        var unpacked = await apt.SourceAsync("kubernetes", work.Combine("src"), cancellationToken);
        progress?.Report("compiler and sources are here");

        var tree = work.Combine("go", "src", "k8s.io", "kubernetes");
        Directory.CreateDirectory(Path.GetDirectoryName(tree)!);
        Directory.Move(unpacked, tree);
        ReplaceReflect2(tree, work.Combine("root"));
        KubeletFix.Apply(tree);
        var go = new GoToolchain(work.Combine("root", "usr", "lib", "go-1.19"), work.Combine("go"), work.Combine("go-build"));
        await OpenApiGeneration.RunAsync(go, tree, work.Path, cancellationToken);
        progress?.Report("OpenAPI definitions are generated");

        foreach (var program in OwnPrograms) EmbeddedFile.Write($"{program}/main.go", Path.Combine(tree, "cmd", $"own-{program}", "main.go"));
        foreach (var program in Components) await BuildAsync(program, program);
        foreach (var program in OwnPrograms) await BuildAsync(program, $"own-{program}");

        async Task BuildAsync(string program, string package)
        {
            await go.BuildAsync($"./cmd/{package}", Path.Combine(content, program), tree, cancellationToken, Tags, LinkerFlags());
            progress?.Report($"{program} is built");
        }
    }

    // The vendored reflect2 1.0.1 walks maps by a layout that Go changed in 1.18: the API server dies at the first custom resource.
    private static void ReplaceReflect2(string tree, string root)
    {
        var vendored = Path.Combine(tree, "vendor", "github.com", "modern-go", "reflect2");
        Directory.Delete(vendored, recursive: true);
        Directory.CreateDirectory(vendored);
        var packaged = Path.Combine(root, "usr", "share", "gocode", "src", "github.com", "modern-go", "reflect2");
        foreach (var file in Directory.EnumerateFiles(packaged)) File.Copy(file, Path.Combine(vendored, Path.GetFileName(file)));
    }

    private static string LinkerFlags()
    {
        (string Name, string Value)[] variables =
        [
            ("gitVersion", "v1.20.2"), ("gitMajor", "1"), ("gitMinor", "20"), ("gitTreeState", "archive"),
            ("gitCommit", "faecb196815e248d3ecfb03c680a4507229c2a56"), ("buildDate", "2021-01-13T13:20:00Z"),
        ];
        var flags = from package in new[] { "component-base/version", "client-go/pkg/version" }
                    from variable in variables
                    select $"-X {Root}/vendor/k8s.io/{package}.{variable.Name}={variable.Value}";
        return $"-s -w {string.Join(' ', flags)}";
    }
}
