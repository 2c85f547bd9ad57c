using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>
/// Nodes on paper: kept Ready by status and lease, and for the pods bound to them the kubelet is played, by watches.
/// Annotations (<see cref="FakeAnnotations"/>) steer single pods. Disposing ends the play; the objects stay.
/// </summary>
public sealed class FakeNodes : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FakeNode> _nodes = new();
    private readonly ConcurrentDictionary<string, FakePod> _pods = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IKubernetes _client;
    private readonly NodeHeartbeat _heartbeat;
    private readonly FakeKubelet _kubelet;
    private readonly TimeProvider _time;
    private readonly Task _running;
    private int _addresses;

    private FakeNodes(IKubernetes client, TimeProvider time, TimeSpan terminationDelay)
    {
        (_client, _time) = (client, time);
        _heartbeat = new NodeHeartbeat(client, time);
        _kubelet = new FakeKubelet(client, time, terminationDelay);
        var watcher = new PodWatcher(client, time, Observe, Forget);
        _running = Task.WhenAll(
            Task.Run(() => watcher.RunAsync(_stop.Token)), Task.Run(() => _heartbeat.RunAsync(() => _nodes.Values, _stop.Token)));
    }

    public IReadOnlyCollection<string> Names => [.. _nodes.Keys.Order(StringComparer.Ordinal)];

    /// <param name="client">A client with all rights.</param>
    /// <param name="groups">The nodes to begin with.</param>
    /// <param name="terminationDelay">From SIGTERM to the end of a pod that has no annotation for it; none when null.</param>
    /// <param name="time">The system's clock when null.</param>
    /// <param name="cancellationToken">Stops registering.</param>
    public static async Task<FakeNodes> StartAsync(
        IKubernetes client, IEnumerable<FakeNodeGroup> groups, TimeSpan? terminationDelay = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var nodes = new FakeNodes(client, time ?? TimeProvider.System, terminationDelay ?? TimeSpan.Zero);
        foreach (var group in groups) await nodes.AddAsync(group, cancellationToken);
        return nodes;
    }

    /// <summary>Adds nodes and returns once they are Ready.</summary>
    public async Task AddAsync(FakeNodeGroup group, CancellationToken cancellationToken = default)
    {
        List<FakeNode> added = [.. Enumerable.Range(0, group.Count).Select(index => new FakeNode(group, index, NextAddress()))];
        // Known before they are registered: the scheduler may bind a pod at once.
        foreach (var node in added) _nodes[node.Name] = node;
        await _heartbeat.RegisterAsync(added, cancellationToken);
    }

    /// <summary>The machine is gone for good: so is its Node object.</summary>
    public async Task RemoveAsync(string node, CancellationToken cancellationToken = default)
    {
        if (!_nodes.TryRemove(node, out var removed)) return;
        removed.Alive = false;
        await _heartbeat.RemoveAsync(removed, cancellationToken);
    }

    /// <summary>Removes all nodes, to leave a cluster that is not ours as it was.</summary>
    public async Task RemoveAllAsync(CancellationToken cancellationToken = default)
    {
        foreach (var node in Names) await RemoveAsync(node, cancellationToken);
    }

    /// <summary>The machine goes dark: no heartbeat, its pods are not served, their deletion is not confirmed.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="noticed">Also mark it as not heard of at once, which else takes the controller manager 20 s.</param>
    /// <param name="cancellationToken">Stops the marking.</param>
    public async Task KillAsync(string node, bool noticed = false, CancellationToken cancellationToken = default)
    {
        _nodes[node].Alive = false;
        if (noticed) await _heartbeat.ReportUnknownAsync(_nodes[node], cancellationToken);
    }

    /// <summary>The machine is back: Ready, and its pods go on.</summary>
    public async Task ReviveAsync(string node, CancellationToken cancellationToken = default)
    {
        _nodes[node].Alive = true;
        await _heartbeat.ReportAsync(_nodes[node], cancellationToken);
        foreach (var pod in _pods.Values.Where(pod => pod.Node.Name == node)) pod.Wake();
    }

    /// <summary>Sets a pod's status by hand; it stays until the next restart, exit or change of a steering annotation.</summary>
    public async Task SetPodAsync(string @namespace, string name, FakePodState state, CancellationToken cancellationToken = default)
    {
        var pod = await _client.CoreV1.ReadNamespacedPodAsync(name, @namespace, cancellationToken: cancellationToken);
        var now = _time.GetUtcNow().UtcDateTime;
        var ready = pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
        var status = state.Exit switch
        {
            null => PodStatuses.Ready(pod, state.Ready ?? ready, state.RestartCount, now),
            { } exit when PodStatuses.EndsPod(pod, exit) => PodStatuses.Ended(pod, exit, now),
            { } exit => PodStatuses.CrashLoop(pod, exit, state.RestartCount, now),
        };
        await _kubelet.PatchAsync(pod, status, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        foreach (var pod in _pods.Values) pod.Dispose();
        _pods.Clear();
        _stop.Dispose();
        _kubelet.Dispose();
    }

    private void Observe(V1Pod pod)
    {
        if (!_nodes.TryGetValue(pod.Spec.NodeName, out var node)) return;
        var uid = pod.Metadata.Uid;
        if (_pods.TryGetValue(uid, out var known)) known.Observe(pod);
        else _pods[uid] = new FakePod(_kubelet, node, pod, _stop.Token);
    }

    private void Forget(string uid)
    {
        if (_pods.TryRemove(uid, out var pod)) pod.Dispose();
    }

    private string NextAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return FormattableString.Invariant($"198.18.{number / 250 % 256}.{number % 250 + 1}");
    }
}
