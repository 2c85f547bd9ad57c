using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.LocalClusters;

[Collection(ClusterCollection.Name)]
public sealed class FakeNodesTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Runs_a_deployment_to_available()
    {
        var @namespace = await fixture.NewNamespaceAsync("fake-nodes");
        await fixture.Client.AppsV1.CreateNamespacedDeploymentAsync(PodManifests.Deployment("web", replicas: 3, gpus: 2), @namespace);

        var available = await Eventually.GetAsync(
            () => fixture.Client.AppsV1.ReadNamespacedDeploymentAsync("web", @namespace),
            deployment => deployment.Status.AvailableReplicas == 3);

        available.Status.Conditions.Should().Contain(condition => condition.Type == "Available" && condition.Status == "True");
    }

    [Fact]
    public async Task A_deleted_pod_shows_how_it_ended_before_it_goes()
    {
        var @namespace = await fixture.NewNamespaceAsync("fake-nodes");
        var pod = PodManifests.Pod("worker", new()
        {
            [FakeAnnotations.OnTermExitCode] = "42",
            [FakeAnnotations.OnTermMessage] = """{"step":7}""",
            [FakeAnnotations.OnTermDelay] = "0.2",
        });
        await fixture.Client.CoreV1.CreateNamespacedPodAsync(pod, @namespace);
        await RunningAsync(@namespace, "worker");
        using var limit = new CancellationTokenSource(Eventually.Timeout);
        var seen = fixture.Client.CoreV1.WatchListNamespacedPodAsync(@namespace, cancellationToken: limit.Token);
        await fixture.Client.CoreV1.DeleteNamespacedPodAsync("worker", @namespace);

        var ended = new List<V1ContainerStateTerminated>();
        await foreach (var (type, observed) in seen)
        {
            if (observed.Status.ContainerStatuses?[0].State.Terminated is { } terminated && type != WatchEventType.Deleted) ended.Add(terminated);
            if (type == WatchEventType.Deleted) break;
        }

        ended.Should().Contain(end => end.ExitCode == 42 && end.Message == """{"step":7}""");
    }

    [Fact]
    public async Task A_pod_that_ignores_sigterm_is_killed_when_its_grace_period_is_over()
    {
        var @namespace = await fixture.NewNamespaceAsync("fake-nodes");
        var pod = PodManifests.Pod("stubborn", new() { [FakeAnnotations.IgnoreSigterm] = "true" });
        pod.Metadata.Finalizers = ["test.inferenceoperator.io/hold"];
        await fixture.Client.CoreV1.CreateNamespacedPodAsync(pod, @namespace);
        await RunningAsync(@namespace, "stubborn");

        await fixture.Client.CoreV1.DeleteNamespacedPodAsync("stubborn", @namespace, gracePeriodSeconds: 1);

        var held = await Eventually.GetAsync(
            () => fixture.Client.CoreV1.ReadNamespacedPodAsync("stubborn", @namespace),
            seen => seen.Status.ContainerStatuses[0].State.Terminated is not null);
        held.Status.ContainerStatuses[0].State.Terminated.ExitCode.Should().Be(137);
        await fixture.Client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "stubborn", @namespace);
        await Eventually.GoneAsync(() => fixture.Client.CoreV1.ReadNamespacedPodAsync("stubborn", @namespace));
    }

    [Fact]
    public async Task A_pod_ends_by_itself_with_the_exit_code_it_asks_for()
    {
        var @namespace = await fixture.NewNamespaceAsync("fake-nodes");
        var pod = PodManifests.Pod("job", new() { [FakeAnnotations.ExitAfter] = "0.1", [FakeAnnotations.ExitCode] = "3" });
        await fixture.Client.CoreV1.CreateNamespacedPodAsync(pod, @namespace);

        var failed = await Eventually.GetAsync(
            () => fixture.Client.CoreV1.ReadNamespacedPodAsync("job", @namespace), seen => seen.Status.Phase == "Failed");

        failed.Status.ContainerStatuses[0].State.Terminated.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_pod_is_not_ready_while_it_is_annotated_so()
    {
        var @namespace = await fixture.NewNamespaceAsync("fake-nodes");
        await fixture.Client.CoreV1.CreateNamespacedPodAsync(PodManifests.Pod("slow", new() { [FakeAnnotations.NotReady] = "true" }), @namespace);
        var running = await RunningAsync(@namespace, "slow");
        IsReady(running).Should().BeFalse();

        await fixture.Client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch($$$$"""{"metadata":{"annotations":{"{{{{FakeAnnotations.NotReady}}}}":null}}}""", V1Patch.PatchType.MergePatch), "slow", @namespace);

        await Eventually.GetAsync(() => fixture.Client.CoreV1.ReadNamespacedPodAsync("slow", @namespace), IsReady);
    }

    [Fact]
    public async Task A_test_sets_a_pods_state_by_hand()
    {
        var @namespace = await fixture.NewNamespaceAsync("fake-nodes");
        var pod = PodManifests.Pod("crashing", []);
        pod.Spec.RestartPolicy = "Always";
        await fixture.Client.CoreV1.CreateNamespacedPodAsync(pod, @namespace);
        await RunningAsync(@namespace, "crashing");

        await fixture.Nodes.SetPodAsync(
            @namespace, "crashing", new FakePodState { Exit = new ContainerExit(1, "no model", "Error"), RestartCount = 3 });

        var status = (await fixture.Client.CoreV1.ReadNamespacedPodAsync("crashing", @namespace)).Status.ContainerStatuses[0];
        status.State.Waiting.Reason.Should().Be("CrashLoopBackOff");
        status.LastState.Terminated.Message.Should().Be("no model");
        status.RestartCount.Should().Be(3);
        status.Ready.Should().BeFalse();
    }

    [Fact]
    public async Task A_dead_node_confirms_no_deletion_until_it_is_revived()
    {
        var @namespace = await fixture.NewNamespaceAsync("fake-nodes");
        await fixture.Client.CoreV1.CreateNamespacedPodAsync(PodManifests.Pod("stranded", []), @namespace);
        var node = (await RunningAsync(@namespace, "stranded")).Spec.NodeName;
        await fixture.Nodes.KillAsync(node, noticed: true);
        try
        {
            await Eventually.GetAsync(() => fixture.Client.CoreV1.ReadNodeAsync(node), seen => ReadyStatus(seen) == "Unknown");
            await fixture.Client.CoreV1.DeleteNamespacedPodAsync("stranded", @namespace);
            var stuck = await fixture.Client.CoreV1.ReadNamespacedPodAsync("stranded", @namespace);
            stuck.Metadata.DeletionTimestamp.Should().NotBeNull();
        }
        finally
        {
            await fixture.Nodes.ReviveAsync(node);
        }

        await Eventually.GoneAsync(() => fixture.Client.CoreV1.ReadNamespacedPodAsync("stranded", @namespace));
        await Eventually.GetAsync(() => fixture.Client.CoreV1.ReadNodeAsync(node), seen => ReadyStatus(seen) == "True");
    }

    private Task<V1Pod> RunningAsync(string @namespace, string name) => Eventually.GetAsync(
        () => fixture.Client.CoreV1.ReadNamespacedPodAsync(name, @namespace), pod => pod.Status.Phase == "Running");

    private static bool IsReady(V1Pod pod) => pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static string ReadyStatus(V1Node node) => node.Status.Conditions.Single(condition => condition.Type == "Ready").Status;
}
