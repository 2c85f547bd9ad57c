using InferenceOperator.IntegrationTests.Faults;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.IntegrationTests.Kubernetes;

[Collection(ClusterCollection.Name)]
public sealed class LeaderElectionTests(ClusterFixture fixture) : IAsyncLifetime
{
    private string _namespace = "";

    public async Task InitializeAsync() => _namespace = await fixture.NewNamespaceAsync("leader");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Lets_one_replica_act_and_the_next_one_when_it_leaves()
    {
        await using var second = await StartAsync("second", fixture.Cluster.Kubeconfig, async () =>
        {
            var first = await StartAsync("first", fixture.Cluster.Kubeconfig);
            await ActsAsync(first);
            return first;
        });
        await ActsAsync(second);
        (await LeaseAsync()).Spec.HolderIdentity.Should().Be("second");
        (await LeaseAsync()).Spec.LeaseTransitions.Should().Be(2);
    }

    [Fact]
    public async Task Gives_the_lease_back_when_it_stops()
    {
        var only = await StartAsync("only", fixture.Cluster.Kubeconfig);
        await ActsAsync(only);
        await only.DisposeAsync();
        (await LeaseAsync()).Spec.HolderIdentity.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Stops_acting_before_another_replica_starts_when_it_can_no_longer_reach_the_server()
    {
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        await using var first = await StartAsync("first", proxy.Kubeconfig);
        await ActsAsync(first);
        await using var second = await StartAsync("second", fixture.Cluster.Kubeconfig);
        second.State.IsLeader.Should().BeFalse();
        var together = false;
        proxy.Intercept = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        await proxy.CutStreamsAsync();
        await Eventually.GetAsync(
            () =>
            {
                together |= first.State.IsLeader && second.State.IsLeader;
                return Task.FromResult(second.State.IsLeader);
            },
            acts => acts);
        together.Should().BeFalse();
        await first.Stopped.WaitAsync(Eventually.Timeout);
        Environment.ExitCode.Should().Be(1);
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Stops_when_somebody_else_takes_its_lease()
    {
        await using var first = await StartAsync("first", fixture.Cluster.Kubeconfig);
        await ActsAsync(first);
        await fixture.Client.CoordinationV1.PatchNamespacedLeaseAsync(
            new V1Patch("""{"spec":{"holderIdentity":"usurper"}}""", V1Patch.PatchType.MergePatch), "test", _namespace);
        await first.Stopped.WaitAsync(Eventually.Timeout);
        first.State.IsLeader.Should().BeFalse();
        (await LeaseAsync()).Spec.HolderIdentity.Should().Be("usurper");
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Keeps_the_lease_until_its_last_work_has_stopped()
    {
        await using var host = await TestOperator.StartAsync(fixture.Cluster.Kubeconfig, builder => builder.AddStore<V1ConfigMap>());
        using var stop = new CancellationTokenSource();
        var (began, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = Elector(host, exit: () => { }).RunAsync(
            async _ =>
            {
                began.SetResult();
                await mayEnd.Task;
            },
            stop.Token);
        await began.Task;

        await stop.CancelAsync();
        var stopped = (await LeaseAsync()).Spec.RenewTime;
        await Eventually.GetAsync(LeaseAsync, lease => lease.Spec.RenewTime > stopped && lease.Spec.HolderIdentity == "direct");

        mayEnd.SetResult();
        (await running).Should().BeFalse();
        (await LeaseAsync()).Spec.HolderIdentity.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Ends_the_process_when_its_work_goes_on_without_the_lease()
    {
        await using var host = await TestOperator.StartAsync(fixture.Cluster.Kubeconfig, builder => builder.AddStore<V1ConfigMap>());
        var (began, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = Elector(host, exit: mayEnd.SetResult).RunAsync(
            async _ =>
            {
                began.SetResult();
                await mayEnd.Task;
            },
            default);
        await began.Task;

        await fixture.Client.CoordinationV1.PatchNamespacedLeaseAsync(
            new V1Patch("""{"spec":{"holderIdentity":"usurper"}}""", V1Patch.PatchType.MergePatch), "test", _namespace);

        (await running.WaitAsync(Eventually.Timeout)).Should().BeTrue();
    }

    private LeaderElector Elector(TestOperator host, Action exit) => new(
        host.Client,
        _namespace,
        new LeaderElectionOptions
        {
            LeaseName = "test",
            Identity = "direct",
            LeaseDuration = TimeSpan.FromSeconds(4),
            RenewDeadline = TimeSpan.FromSeconds(2),
            RetryPeriod = TimeSpan.FromMilliseconds(300),
        },
        TimeProvider.System,
        NullLogger.Instance,
        exit);

    private async Task<TestOperator> StartAsync(string identity, string kubeconfig, Func<Task<TestOperator>>? before = null)
    {
        await using var earlier = before is null ? null : await before();
        return await TestOperator.StartAsync(
            kubeconfig,
            builder => builder.AddStore<V1ConfigMap>(),
            options =>
            {
                options.WatchNamespace = _namespace;
                options.LeaderElection.Enabled = true;
                options.LeaderElection.LeaseName = "test";
                options.LeaderElection.LeaseNamespace = _namespace;
                options.LeaderElection.Identity = identity;
                options.LeaderElection.LeaseDuration = TimeSpan.FromSeconds(4);
                options.LeaderElection.RenewDeadline = TimeSpan.FromSeconds(2);
                options.LeaderElection.RetryPeriod = TimeSpan.FromMilliseconds(300);
            },
            waitUntilActing: false);
    }

    private static Task<bool> ActsAsync(TestOperator who) => Eventually.GetAsync(() => Task.FromResult(who.State.IsLeader), acts => acts);

    private Task<V1Lease> LeaseAsync() => fixture.Client.CoordinationV1.ReadNamespacedLeaseAsync("test", _namespace);
}
