using System.Text.Json.Nodes;
using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

/// <summary>A test with an operator, a namespace and a runtime of its own.</summary>
public abstract class ModelTest(ClusterFixture fixture) : IAsyncLifetime
{
    protected const string Name = "ocr";

    protected OperatorHarness Operator { get; private set; } = null!;

    protected string Namespace => Operator.Namespace;

    /// <summary>The runtime's name: the namespace's, which no other test has.</summary>
    protected string Runtime => Operator.Namespace;

    protected IKubernetes Client => fixture.Client;

    /// <summary>Nodes of the test's own; see <see cref="ClusterFixture.OwnNodesAsync"/>.</summary>
    protected Task<string> OwnNodesAsync(int count, int gpus) => fixture.OwnNodesAsync(count, gpus);

    /// <summary>Nodes of the test's own; see <see cref="ClusterFixture.OwnNodesOfTwoSizesAsync"/>.</summary>
    protected Task<string> OwnNodesOfTwoSizesAsync(int smallMiB, int largeMiB) => fixture.OwnNodesOfTwoSizesAsync(smallMiB, largeMiB);

    public async Task InitializeAsync()
    {
        Operator = await OperatorHarness.StartAsync(fixture, "model");
        await Samples.RuntimeAsync(Client, Runtime);
    }

    public async Task DisposeAsync()
    {
        await Operator.DisposeAsync();
        await Client.DeleteAsync<InferenceRuntime>(null, Runtime);
    }

    protected Task<ModelDeployment> CreateAsync(Action<ModelDeploymentSpec>? change = null) => Client.CreateAsync(Samples.Model(Namespace, Name, Runtime, change));

    protected Task<ModelDeployment> UntilAsync(Func<ModelDeployment, bool> wanted) => Client.UntilAsync(Namespace, Name, wanted);

    protected Task<ModelDeployment> UntilReadyAsync(int replicas) =>
        UntilAsync(model => model.Is(ConditionTypes.Ready, "True") && model.Status!.ReadyReplicas == replicas && model.Status.ObservedGeneration == model.Metadata.Generation);

    protected Task<ModelDeployment> ChangeAsync(JsonObject spec) => Client.MergeSpecAsync<ModelDeployment>(Namespace, Name, spec);

    protected Task<V1Deployment> DeploymentAsync() => Client.AppsV1.ReadNamespacedDeploymentAsync(Name, Namespace);

    protected Task<V1Deployment> UntilDeploymentAsync(Func<V1Deployment, bool> wanted) => Eventually.GetAsync(DeploymentAsync, wanted);
}
