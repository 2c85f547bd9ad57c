using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

[Collection(ClusterCollection.Name)]
public sealed class DeletionTests(ClusterFixture fixture) : ModelTest(fixture)
{
    [Fact]
    public async Task Deleting_the_model_leaves_nothing()
    {
        await CreateAsync(spec => spec.Replicas = 2);
        await UntilReadyAsync(2);

        await Client.DeleteAsync<ModelDeployment>(Namespace, Name);

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Deleting_the_runtime_first_and_the_children_next_leaves_nothing_either()
    {
        await CreateAsync(spec => spec.Replicas = 2);
        await UntilReadyAsync(2);

        await Client.DeleteAsync<InferenceRuntime>(null, Runtime);
        await UntilAsync(model => model.Is(ConditionTypes.Stalled, "True", ConditionReasons.RuntimeNotFound));
        await Client.AppsV1.DeleteNamespacedDeploymentAsync(Name, Namespace);
        await Client.DeleteAsync<V1Service>(Namespace, Name);
        await Client.DeleteAsync<ModelDeployment>(Namespace, Name);

        await NothingIsLeftAsync();
        await Samples.RuntimeAsync(Client, Runtime);
    }

    [Fact]
    public async Task Deleting_while_the_operator_is_away_leaves_nothing()
    {
        await CreateAsync(spec => spec.Replicas = 2);
        await UntilReadyAsync(2);
        await Operator.StopAsync();

        await Client.DeleteAsync<ModelDeployment>(Namespace, Name);

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_model_made_again_under_the_same_name_gets_children_of_its_own()
    {
        await CreateAsync();
        await UntilReadyAsync(1);
        var first = await DeploymentAsync();

        await Client.DeleteAsync<ModelDeployment>(Namespace, Name);
        var second = await CreateAsync();

        var deployment = await UntilDeploymentAsync(seen => seen.Metadata.Uid != first.Metadata.Uid);
        deployment.Metadata.OwnerReferences.Single().Uid.Should().Be(second.Metadata.Uid);
        await UntilReadyAsync(1);
    }

    private async Task NothingIsLeftAsync()
    {
        await Eventually.GoneAsync(() => Client.ReadAsync<ModelDeployment>(Namespace, Name));
        await Eventually.GoneAsync(DeploymentAsync);
        await Eventually.GoneAsync(() => Client.CoreV1.ReadNamespacedServiceAsync(Name, Namespace));
        await Eventually.GoneAsync(() => Client.ReadBudgetAsync(Namespace, Name));
        await Eventually.GetAsync(() => Client.CoreV1.ListNamespacedPodAsync(Namespace), pods => pods.Items.Count == 0);
    }
}
