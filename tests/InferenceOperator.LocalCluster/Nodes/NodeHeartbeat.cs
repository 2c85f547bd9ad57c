using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>Registers nodes and keeps them Ready as a kubelet does: a lease renewed often, the status now and then.</summary>
internal sealed class NodeHeartbeat(IKubernetes client, TimeProvider time)
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int LeaseSeconds = 40;
    private const int RenewalsPerStatus = 4;
    private const int Parallelism = 16;

    /// <summary>Well inside the controller manager's node monitor grace period (20 s here, 40 s by default).</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public Task RegisterAsync(IEnumerable<FakeNode> nodes, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        nodes, Options(cancellationToken), async (node, token) =>
        {
            await IgnoringAsync(409, client.CoreV1.CreateNodeAsync(node.Manifest(), cancellationToken: token));
            await ReportAsync(node, token);
            await IgnoringAsync(409, client.CoordinationV1.CreateNamespacedLeaseAsync(Lease(node), LeaseNamespace, cancellationToken: token));
        });

    /// <summary>Renews until cancelled; a failure is tried again at the next interval, with the status.</summary>
    public async Task RunAsync(Func<IEnumerable<FakeNode>> nodes, CancellationToken cancellationToken)
    {
        var withStatus = new HashSet<string>();
        for (var round = 1; !cancellationToken.IsCancellationRequested; round++)
        {
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Parallel.ForEachAsync(nodes().Where(node => node.Alive), Options(cancellationToken), async (node, token) =>
            {
                bool report;
                lock (withStatus) report = withStatus.Remove(node.Name) || round % RenewalsPerStatus == 0;
                try
                {
                    if (report) await ReportAsync(node, token);
                    await client.CoordinationV1.PatchNamespacedLeaseAsync(
                        new V1Patch(new V1Lease { Spec = new V1LeaseSpec { RenewTime = Now } }, V1Patch.PatchType.MergePatch),
                        node.Name, LeaseNamespace, cancellationToken: token);
                }
                catch (Exception) when (!token.IsCancellationRequested)
                {
                    lock (withStatus) withStatus.Add(node.Name);
                }
            }).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Writes the whole status: Ready, with all resources.</summary>
    public Task ReportAsync(FakeNode node, CancellationToken cancellationToken) => PatchAsync(node, node.Status(Now), cancellationToken);

    /// <summary>What the controller manager writes once it has not heard from a node for the grace period.</summary>
    public Task ReportUnknownAsync(FakeNode node, CancellationToken cancellationToken) => PatchAsync(
        node,
        new V1NodeStatus { Conditions = [FakeNode.Condition("Ready", "Unknown", "NodeStatusUnknown", Now)] },
        cancellationToken);

    public async Task RemoveAsync(FakeNode node, CancellationToken cancellationToken)
    {
        await IgnoringAsync(404, client.CoordinationV1.DeleteNamespacedLeaseAsync(node.Name, LeaseNamespace, cancellationToken: cancellationToken));
        await IgnoringAsync(404, client.CoreV1.DeleteNodeAsync(node.Name, cancellationToken: cancellationToken));
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    private Task<V1Node> PatchAsync(FakeNode node, V1NodeStatus status, CancellationToken cancellationToken) => client.CoreV1.PatchNodeStatusAsync(
        new V1Patch(new V1Node { Status = status }, V1Patch.PatchType.StrategicMergePatch), node.Name, cancellationToken: cancellationToken);

    private V1Lease Lease(FakeNode node) => new()
    {
        Metadata = new V1ObjectMeta { Name = node.Name },
        Spec = new V1LeaseSpec { HolderIdentity = node.Name, LeaseDurationSeconds = LeaseSeconds, RenewTime = Now },
    };

    private static async Task IgnoringAsync(int code, Task call)
    {
        try
        {
            await call;
        }
        catch (HttpOperationException e) when ((int)e.Response.StatusCode == code)
        {
            // Already so.
        }
    }
}
