using System.Collections.Concurrent;
using System.Net;
using InferenceOperator.Api;
using InferenceOperator.Crds;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.IntegrationTests;

/// <summary>What the chart installs beside the operator: CRDs and priority classes. Once a cluster.</summary>
public static class ClusterSetUp
{
    private static readonly ConcurrentDictionary<Uri, Lazy<Task>> Done = new();

    private static readonly Dictionary<string, int> Classes = new()
    {
        [PriorityClasses.Critical] = 1_000_000,
        [PriorityClasses.Standard] = 900_000,
        [PriorityClasses.Batch] = 800_000,
        [PriorityClasses.External] = 900_000,
        [PriorityClasses.Training] = -1_000,
    };

    public static Task InstallAsync(IKubernetes client) => Done.GetOrAdd(client.BaseUri, _ => new Lazy<Task>(() => InstallOnceAsync(client))).Value;

    private static async Task InstallOnceAsync(IKubernetes client)
    {
        foreach (var definition in CrdCatalog.All)
            await UnlessThereAsync(() => client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(KubernetesYaml.Deserialize<V1CustomResourceDefinition>(definition.Yaml)));
        foreach (var (name, value) in Classes)
            await UnlessThereAsync(() => client.SchedulingV1.CreatePriorityClassAsync(new V1PriorityClass
            {
                Metadata = new V1ObjectMeta { Name = name },
                Value = value,
                PreemptionPolicy = name is PriorityClasses.Training or PriorityClasses.External ? "Never" : "PreemptLowerPriority",
            }));
        await Eventually.GetAsync(
            () => client.ApiextensionsV1.ListCustomResourceDefinitionAsync(),
            list => list.Items.Count(IsEstablished) >= CrdCatalog.All.Count);
    }

    private static bool IsEstablished(V1CustomResourceDefinition definition) =>
        definition.Spec.Group == ApiGroup.Name && definition.Status?.Conditions?.Any(condition => condition is { Type: "Established", Status: "True" }) == true;

    private static async Task UnlessThereAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            Console.WriteLine("already installed");
        }
    }
}
