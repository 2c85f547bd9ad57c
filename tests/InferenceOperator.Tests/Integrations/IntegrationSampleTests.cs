using System.Text.Json;
using InferenceOperator.Api;
using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;
using k8s;
using YamlDotNet.Serialization;

namespace InferenceOperator.Tests.Integrations;

/// <summary>What docs/samples/integrations shows takes part as the chart ships it.</summary>
public sealed class IntegrationSampleTests
{
    private static readonly string Folder = Repository.PathOf("docs/samples/integrations");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Takes_part_and_has_nothing_wrong(string file)
    {
        var settings = new IntegrationSettings { Kinds = IntegrationParser.Parse(JsonSerializer.Serialize(At(Read(Repository.PathOf("charts/inference-operator/values.yaml")), "training", "integrations"))) };
        var sample = KubernetesJson.Deserialize<DynamicObject>(KubernetesJson.Serialize(KubernetesYaml.Deserialize<Dictionary<string, object>>(File.ReadAllText(Path.Combine(Folder, file)))));
        sample.Metadata.NamespaceProperty = "research";

        var kind = settings.Kinds.Single(candidate => candidate.Type.ApiVersion == sample.ApiVersion && candidate.Type.Kind == sample.Kind);

        var job = new ForeignJob(kind, sample);
        StandingRules.Of(job, settings).Should().Be(Standing.Part);
        (job.Facts.Problems.Count, job.Suspended, sample.Metadata.Labels[Labels.Preemptible]).Should().Be((0, false, "true"));
    }

    [Fact]
    public void There_is_one_of_each_shipped_kind() => Files.Should().HaveCount(5);

    private static object Read(string file) => new DeserializerBuilder().Build().Deserialize<object>(File.ReadAllText(file));

    private static object At(object node, params string[] path) => path.Aggregate(node, (at, key) => ((Dictionary<object, object>)at)[key]);
}
