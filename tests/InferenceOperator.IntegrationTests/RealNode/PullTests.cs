using InferenceOperator.Api;
using InferenceOperator.Hosting;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.Kubernetes;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.RealNodes;
using InferenceOperator.LocalClusters.Stores;
using InferenceOperator.LocalClusters.Tooling;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.RealNodes;

/// <summary>A model from an object store, pulled by a real pod's init container with the credentials of a Secret, optimised there, and served.</summary>
[Collection(RealNodeCollection.Name)]
[Trait("Category", "E2E")]
public sealed class PullTests(RealNodeFixture fixture)
{
    [Fact]
    public async Task A_model_from_an_object_store_is_pulled_and_serves()
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        await using var store = await LocalObjectStore.StartAsync(NodeNetwork.Address);
        var file = Directory.GetFiles(await Tools.EnsureModelsAsync(), "*rec*.onnx").Order(StringComparer.Ordinal).First();
        using (var http = new HttpClient())
        {
            using var model = new StreamContent(File.OpenRead(file));
            (await http.PutAsync(new Uri(store.Address, $"{LocalObjectStore.Bucket}/ocr/rec.onnx"), model)).EnsureSuccessStatusCode();
        }

        var space = await fixture.NewNamespaceAsync("pull");
        await fixture.Client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new V1ObjectMeta { Name = "store" },
                StringData = new Dictionary<string, string>
                {
                    ["AWS_ACCESS_KEY_ID"] = LocalObjectStore.Key,
                    ["AWS_SECRET_ACCESS_KEY"] = LocalObjectStore.Key,
                    ["AWS_REGION"] = "us-east-1",
                    ["AWS_ENDPOINT_URL"] = store.Address.ToString(),
                    ["PULL_ALLOW_HTTP"] = "true",
                    ["PULL_OPTIMIZE"] = "all",
                },
            },
            space);
        await using var host = OperatorHost.Build(
            options => (options.Kubeconfig, options.Namespace, options.LeaderElect, options.MetricsPort, options.PullImage) = (fixture.Cluster.Kubeconfig, space, false, 0, ImageCatalog.Server),
            (KubernetesOperatorOptions _) => { },
            _ => { });
        await host.StartAsync();
        await Samples.RuntimeAsync(fixture.Client, space, runtime => runtime.Image = ImageCatalog.Server);
        await fixture.Client.CreateAsync(Samples.Model(space, "ocr", space, spec => spec.Model = new ModelSource
        {
            Uri = $"s3://{LocalObjectStore.Bucket}/ocr/rec.onnx",
            SecretRef = new SecretReference { Name = "store" },
        }));

        await fixture.Client.UntilAsync<ModelDeployment>(space, "ocr", model => model.Is(ConditionTypes.Ready, "True"));

        var pod = (await fixture.Client.CoreV1.ListNamespacedPodAsync(space, labelSelector: Labels.Model)).Items.Single();
        (await fixture.LogsAsync(space, pod.Metadata.Name)).Should().Contain("variant", "the graph that was optimised at the pull is served").And.NotContain(LocalObjectStore.Key);
        await fixture.Client.CustomObjects.DeleteCollectionNamespacedCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, space, ModelDeployment.Plural);
        await Eventually.GetAsync(async () => (await fixture.Client.CoreV1.ListNamespacedPodAsync(space)).Items, pods => pods.Count == 0, timeout: 2 * Eventually.Timeout);
    }
}
