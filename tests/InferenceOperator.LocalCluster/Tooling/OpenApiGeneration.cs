namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>Generates the one Go file that the source package lacks: the OpenAPI definitions of all built-in types.</summary>
internal static class OpenApiGeneration
{
    private const string Root = "k8s.io/kubernetes";
    private const string Marker = "// +k8s:openapi-gen=";
    private static readonly string[] SearchedFolders = ["pkg", "cmd", "plugin", "staging/src/k8s.io"];
    private static readonly string[] Excluded = ["/code-generator/", "/sample-apiserver/", "/testdata/", "zz_generated"];

    public static async Task RunAsync(GoToolchain go, string tree, string workFolder, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(tree, "pkg", "generated", "openapi", "zz_generated.openapi.go"))) return;
        var generator = Path.Combine(workFolder, "openapi-gen");
        await go.BuildAsync($"{Root}/vendor/k8s.io/kube-openapi/cmd/openapi-gen", generator, tree, cancellationToken);
        await go.RunAsync(
            generator,
            [
                "--v", "0", "--logtostderr", "-i", string.Join(',', Packages(tree)), "-p", $"{Root}/pkg/generated/openapi",
                "-O", "zz_generated.openapi", "-h", "vendor/k8s.io/code-generator/hack/boilerplate.go.txt",
                "-r", Path.Combine(workFolder, "violations.report"),
            ],
            tree,
            cancellationToken);
    }

    private static IEnumerable<string> Packages(string tree) => SearchedFolders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(tree, folder), "*.go", SearchOption.AllDirectories))
        .Where(file => !Excluded.Any(file.Contains))
        .Where(file => File.ReadLines(file).Any(line => line.StartsWith(Marker, StringComparison.Ordinal)))
        .Select(file => ImportPath(Path.GetRelativePath(tree, Path.GetDirectoryName(file)!)))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static string ImportPath(string folder) => folder.StartsWith("staging/src/", StringComparison.Ordinal)
        ? $"{Root}/vendor/{folder["staging/src/".Length..]}"
        : $"{Root}/{folder}";
}
