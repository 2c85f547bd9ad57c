using InferenceOperator.Api;
using InferenceOperator.Core.Training;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.TrainingJobs;

[Collection(ClusterCollection.Name)]
public sealed class GangTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Runs_every_rank_when_the_plan_grants_the_gang()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(2);
        scene.Grant(job, 2);

        var status = (await scene.RunsAsync()).Status!;
        (status.ActiveWorkers, status.DesiredWorkers, status.WorldSize, status.Restarts, status.WorkersSummary).Should().Be((2, 2, 2, 0, "2/2"));
        status.Conditions.Should().Contain(condition => condition.Type == ConditionTypes.Ready && condition.Status == "True");
        status.Conditions.Should().Contain(condition => condition.Type == ConditionTypes.Reconciling && condition.Status == "False");
        status.StartTime.Should().NotBeNull();

        var pods = await scene.PodsAsync();
        pods.Select(pod => pod.Metadata.Name).Should().Equal("job-0", "job-1");
        pods.Should().OnlyContain(pod => pod.Metadata.Finalizers.Contains(Labels.CheckpointFinalizer) && pod.Spec.RestartPolicy == "Never"
            && pod.Spec.PriorityClassName == PriorityClasses.Training && pod.Spec.TerminationGracePeriodSeconds == 30 && pod.Spec.Subdomain == "job");
        pods.Should().OnlyContain(pod => pod.Spec.Tolerations.Any(toleration => toleration.Key == "nvidia.com/gpu")
            && pod.Spec.SecurityContext.RunAsNonRoot == true && pod.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation == false);
        pods.Select(pod => pod.Metadata.Labels[Labels.Rank]).Should().Equal("0", "1");
    }

    [Fact]
    public async Task Tells_workers_where_rank_0_is_by_an_address_that_needs_no_dns()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(2), 2);
        await scene.RunsAsync();

        var pods = await scene.PodsAsync();
        var master = await scene.Client.CoreV1.ReadNamespacedServiceAsync("job-master", scene.Namespace);
        Variable(pods[1], "MASTER_ADDR").Value.Should().Be(master.Spec.ClusterIP).And.NotBeNullOrEmpty();
        Variable(pods[1], "MASTER_PORT").Value.Should().Be("29500");
        (Variable(pods[1], "RANK").Value, Variable(pods[1], "WORLD_SIZE").Value, Variable(pods[1], "PET_NODE_RANK").Value).Should().Be(("1", "2", "1"));
        Variable(pods[0], "MASTER_ADDR").ValueFrom.FieldRef.FieldPath.Should().Be("status.podIP");
        master.Spec.Selector[Labels.Rank].Should().Be("0");
        (await scene.Client.CoreV1.ReadNamespacedServiceAsync("job", scene.Namespace)).Spec.ClusterIP.Should().Be("None");
    }

    [Fact]
    public async Task Makes_nothing_while_the_plan_has_said_nothing_or_says_wait()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(2);
        (await scene.UntilAsync(status => status.State == "Queued")).Status!.Conditions.Should()
            .Contain(condition => condition.Type == ConditionTypes.Admitted && condition.Status == "Unknown");
        scene.Grant(job, new TrainingGrant(0, GrantKind.Wait, "needs 2 GPUs, 1 of 24 free", QueuePosition: 3));
        var status = (await scene.UntilAsync(seen => seen.QueuePosition == 3)).Status!;
        status.WaitingFor.Should().Be("needs 2 GPUs, 1 of 24 free");
        status.Conditions.Should().Contain(condition => condition.Type == ConditionTypes.Admitted && condition.Status == "False" && condition.Reason == ConditionReasons.WaitingForGpus);
        (await scene.PodsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Refuses_an_invalid_spec_and_says_what_to_write()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(2, spec => spec.MinWorkers = 3);
        scene.Grant(job, 2);
        var status = (await scene.UntilAsync(seen => seen.State == "Invalid")).Status!;
        var stalled = status.Conditions!.Single(condition => condition.Type == ConditionTypes.Stalled);
        (stalled.Status, stalled.Reason).Should().Be(("True", ConditionReasons.InvalidSpec));
        stalled.Message.Should().Contain("minWorkers");
        (await scene.PodsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Does_not_touch_a_service_of_somebody_else()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        await scene.Client.CoreV1.CreateNamespacedServiceAsync(Kubernetes.Manifests.Service(scene.Namespace, "job"), scene.Namespace);
        scene.Grant(await scene.CreateAsync(2), 2);
        var status = (await scene.UntilAsync(seen => seen.Conditions!.Any(condition => condition is { Type: ConditionTypes.Stalled, Reason: ConditionReasons.NameConflict }))).Status!;
        status.Conditions!.Single(condition => condition.Type == ConditionTypes.Stalled).Message.Should().Contain("job");
        (await scene.PodsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_single_worker_meets_nobody_and_gets_no_services()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(1), 1);

        await scene.RunsAsync();

        (await scene.Client.CoreV1.ListNamespacedServiceAsync(scene.Namespace)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Says_so_when_its_service_is_refused()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var quota = new V1ResourceQuota
        {
            Metadata = new V1ObjectMeta { Name = "none" },
            Spec = new V1ResourceQuotaSpec { Hard = new Dictionary<string, ResourceQuantity> { ["services"] = new("0") } },
        };
        await scene.Client.CoreV1.CreateNamespacedResourceQuotaAsync(quota, scene.Namespace);
        await Eventually.GetAsync(() => scene.Client.CoreV1.ReadNamespacedResourceQuotaAsync("none", scene.Namespace), seen => seen.Status?.Hard?.ContainsKey("services") == true);
        scene.Grant(await scene.CreateAsync(2), 2);

        var status = (await scene.UntilAsync(seen => seen.Conditions!.Any(condition => condition is { Type: ConditionTypes.Stalled, Reason: ConditionReasons.ApplyRefused }))).Status!;

        status.Conditions!.Single(condition => condition.Type == ConditionTypes.Stalled).Message.Should().Contain("exceeded quota");
        (await scene.PodsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Writes_nothing_while_nothing_changes()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(2), 2);
        await scene.RunsAsync();
        await scene.ReconcileAsync(3);
        var before = await scene.RunsAsync();
        var pods = (await scene.PodsAsync()).Select(pod => pod.Metadata.ResourceVersion).ToList();
        await scene.ReconcileAsync(3);
        (await scene.RunsAsync()).Metadata.ResourceVersion.Should().Be(before.Metadata.ResourceVersion);
        (await scene.PodsAsync()).Select(pod => pod.Metadata.ResourceVersion).Should().Equal(pods);
    }

    private static V1EnvVar Variable(V1Pod pod, string name) => pod.Spec.Containers[0].Env.Single(variable => variable.Name == name);
}
