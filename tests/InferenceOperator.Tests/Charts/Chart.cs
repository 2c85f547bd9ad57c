using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Tests.Charts;

/// <summary>The chart as helm renders it.</summary>
internal static class Chart
{
    public static string Folder { get; } = Repository.PathOf("charts/inference-operator");

    public static async Task<CommandResult> HelmAsync(params string[] arguments) =>
        await CommandRunner.TryRunAsync(await Tools.EnsureHelmAsync(), arguments);

    /// <summary>Renders the chart; fails the test when helm refuses.</summary>
    public static async Task<IReadOnlyList<YamlMappingNode>> RenderAsync(params string[] arguments)
    {
        var result = await HelmAsync(["template", "op", Folder, "--namespace", "inference", .. arguments]);
        result.ExitCode.Should().Be(0, result.Error);
        return Read(result.Output);
    }

    public static IReadOnlyList<YamlMappingNode> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
    }

    public static string Text(this YamlNode node, params string[] path) => node.At(path)?.ToString() ?? "";

    public static YamlNode? At(this YamlNode node, params string[] path) =>
        path.Aggregate((YamlNode?)node, (at, key) => at is YamlMappingNode map && map.Children.TryGetValue(key, out var next) ? next : null);

    public static IEnumerable<YamlNode> Items(this YamlNode node, params string[] path) => node.At(path) as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    public static IEnumerable<YamlMappingNode> OfKind(this IEnumerable<YamlMappingNode> documents, string kind) =>
        documents.Where(document => document.Text("kind") == kind);
}
