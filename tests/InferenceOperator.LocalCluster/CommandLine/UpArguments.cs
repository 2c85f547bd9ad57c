using System.CommandLine;
using System.Globalization;
using InferenceOperator.LocalClusters.Nodes;
using InferenceOperator.LocalClusters.RealNodes;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary>What <c>up</c> starts.</summary>
internal sealed record UpArguments(string Name, int FakeNodes, int Gpus, bool RealNode)
{
    public const string DefaultName = "default";
    public static readonly Option<string> NameOption = new("--name")
    {
        Description = "Tells several detached clusters apart", DefaultValueFactory = _ => DefaultName,
    };

    private static readonly Option<int> FakeNodesOption = new("--fake-nodes") { Description = "How many nodes on paper" };
    private static readonly Option<int> GpusOption = new("--gpus") { Description = "GPUs of each node", DefaultValueFactory = _ => 4 };
    private static readonly Option<bool> RealNodeOption = new("--real-node") { Description = "A node whose containers really run (root; one for each machine)" };

    public static IEnumerable<Option> Options => [NameOption, FakeNodesOption, GpusOption, RealNodeOption];

    public static UpArguments Of(ParseResult parsed) => new(
        parsed.GetValue(NameOption) ?? DefaultName, parsed.GetValue(FakeNodesOption), parsed.GetValue(GpusOption), parsed.GetValue(RealNodeOption));

    public IEnumerable<string> ToArguments() =>
    [
        "--name", Name, "--fake-nodes", FakeNodes.ToString(CultureInfo.InvariantCulture), "--gpus", Gpus.ToString(CultureInfo.InvariantCulture),
        .. RealNode ? (string[])["--real-node"] : [],
    ];

    public ClusterOptions ToClusterOptions() => new()
    {
        FakeNodes = FakeNodes > 0 ? [FakeNodeGroup.WithGpus("fake", FakeNodes, Gpus)] : [],
        RealNode = RealNode ? new RealNodeOptions { Gpus = Gpus } : null,
    };
}
