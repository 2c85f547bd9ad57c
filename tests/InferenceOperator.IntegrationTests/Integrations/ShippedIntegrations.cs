using System.Text.Json;
using InferenceOperator.LocalClusters.Images;
using YamlDotNet.Serialization;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>The kinds that the chart ships, as the operator is started with them.</summary>
internal static class ShippedIntegrations
{
    public static IReadOnlyList<InferenceOperator.Integrations.Integration> Kinds { get; } = InferenceOperator.Integrations.IntegrationParser.Parse(Json());

    private static string Json()
    {
        var values = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Path.Combine(Repository.Root, "charts/inference-operator/values.yaml")));
        return JsonSerializer.Serialize(((Dictionary<object, object>)values["training"])["integrations"]);
    }
}
