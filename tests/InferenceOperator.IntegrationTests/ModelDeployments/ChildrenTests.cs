using System.Text.Json.Nodes;
using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

[Collection(ClusterCollection.Name)]
public sealed class ChildrenTests(ClusterFixture fixture) : ModelTest(fixture)
{
    [Theory]
    [InlineData("""{"spec": {"replicas": 4}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"priorityClassName": null, "automountServiceAccountToken": true}}}}""")]
    [InlineData("""{"metadata": {"annotations": null}}""")]
    [InlineData("""{"metadata": {"labels": {"inferenceoperator.io/model": "other"}}}""")]
    public async Task A_hand_edit_of_the_deployment_is_put_back(string patch)
    {
        await CreateAsync();
        await UntilReadyAsync(1);
        var before = Owned(await DeploymentAsync());

        var edited = await Client.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), Name, Namespace);
        Owned(edited).Should().NotBe(before);

        await UntilDeploymentAsync(deployment => Owned(deployment) == before);
    }

    [Fact]
    public async Task A_hand_edit_of_the_service_is_put_back()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        await Client.CoreV1.PatchNamespacedServiceAsync(new V1Patch("""{"spec": {"selector": {"app": "mine", "inferenceoperator.io/model": "x"}}}""", V1Patch.PatchType.MergePatch), Name, Namespace);

        await Eventually.GetAsync(() => Client.CoreV1.ReadNamespacedServiceAsync(Name, Namespace), service => service.Spec.Selector[Labels.Model] == Name);
    }

    [Fact]
    public async Task A_deleted_child_is_made_again()
    {
        await CreateAsync(spec => spec.Replicas = 2);
        await UntilReadyAsync(2);
        var (deployment, service) = (await DeploymentAsync(), await Client.CoreV1.ReadNamespacedServiceAsync(Name, Namespace));
        var budget = await Client.UntilBudgetAsync(Namespace, Name, _ => true);

        await Client.AppsV1.DeleteNamespacedDeploymentAsync(Name, Namespace);
        await Client.DeleteAsync<V1Service>(Namespace, Name);
        await Client.DeleteBudgetAsync(Namespace, Name);

        await UntilDeploymentAsync(again => again.Metadata.Uid != deployment.Metadata.Uid);
        await Eventually.GetAsync(() => Client.CoreV1.ReadNamespacedServiceAsync(Name, Namespace), again => again.Metadata.Uid != service.Metadata.Uid);
        await Client.UntilBudgetAsync(Namespace, Name, again => again.Metadata.Uid != budget.Metadata.Uid);
        await UntilReadyAsync(2);
    }

    [Fact]
    public async Task A_disruption_budget_comes_and_goes_with_the_second_replica()
    {
        await CreateAsync();
        await UntilReadyAsync(1);
        await ChangeAsync(new JsonObject { ["replicas"] = 2 });
        var budget = await Client.UntilBudgetAsync(Namespace, Name, _ => true);
        budget.Spec!.MaxUnavailable.Value.Should().Be("1");

        await ChangeAsync(new JsonObject { ["replicas"] = 1 });

        await Eventually.GoneAsync(() => Client.ReadBudgetAsync(Namespace, Name));
    }

    [Fact]
    public async Task Steady_state_writes_nothing_not_even_after_a_restart()
    {
        await CreateAsync(spec => (spec.Replicas, spec.Resources, spec.Template) = (2, new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity>() }, StoredOtherwise()));
        await UntilReadyAsync(2);
        await Eventually.GetAsync(DeploymentAsync, deployment => deployment.Status.AvailableReplicas == 2);
        await Operator.SettleModelAsync(Name);
        var (versions, writes) = (await VersionsAsync(), Operator.Writes);

        await Operator.RestartAsync();
        await Operator.ReconcileModelAsync(Name, 10);

        (await VersionsAsync()).Should().Equal(versions);
        Operator.Writes.Should().Be(writes);
    }

    [Fact]
    public async Task Somebody_elses_deployment_of_the_same_name_is_not_touched()
    {
        var labels = new Dictionary<string, string> { ["app"] = "mine" };
        var theirs = await Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = Name },
                Spec = new V1DeploymentSpec
                {
                    Replicas = 1,
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "i" }] } },
                },
            },
            Namespace);
        await UntilDeploymentAsync(seen => seen.Status.ReadyReplicas == 1);
        await CreateAsync();

        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.NameConflict));

        model.Condition(ConditionTypes.Stalled)!.Message.Should().Contain("give the model another name");
        model.Status.Should().BeEquivalentTo(new { Replicas = 0, ReadyReplicas = 0, Url = (string?)null });
        model.Is(ConditionTypes.ModelReady, "False").Should().BeTrue();
        (await DeploymentAsync()).Metadata.Uid.Should().Be(theirs.Metadata.Uid);
        await Client.AppsV1.DeleteNamespacedDeploymentAsync(Name, Namespace);
        await UntilReadyAsync(1);
    }

    // An API server leaves the empty ones out and writes the divisor as 1.
    private static PodAdditions StoredOtherwise() => new()
    {
        NodeSelector = [],
        Env = [new V1EnvVar { Name = "CPUS", ValueFrom = new V1EnvVarSource { ResourceFieldRef = new V1ResourceFieldSelector { Resource = "limits.cpu", Divisor = new ResourceQuantity("1000m") } } }],
    };

    private static string Owned(V1Deployment deployment) => KubernetesJson.Serialize(new
    {
        deployment.Metadata.Labels,
        Annotations = deployment.Metadata.Annotations?.Where(pair => pair.Key.StartsWith(ApiGroup.Name, StringComparison.Ordinal)).OrderBy(pair => pair.Key),
        deployment.Spec.Replicas,
        deployment.Spec.Template,
    });

    private async Task<string[]> VersionsAsync() =>
    [
        (await Client.ReadAsync<ModelDeployment>(Namespace, Name)).Metadata.ResourceVersion,
        (await DeploymentAsync()).Metadata.ResourceVersion,
        (await Client.CoreV1.ReadNamespacedServiceAsync(Name, Namespace)).Metadata.ResourceVersion,
    ];
}
