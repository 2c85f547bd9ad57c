using System.Collections.Concurrent;
using InferenceOperator.Api;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.Benchmarks.Training.Live;

/// <summary>Follows the pods of a namespace by a watch of its own: when each was bound, which were asked to stop.</summary>
internal sealed class PodLog : IAsyncDisposable
{
    /// <summary>The label that names what a pod belongs to in the native case.</summary>
    public const string GroupLabel = "bench-group";

    private readonly ConcurrentDictionary<string, string> _groups = new();
    private readonly ConcurrentDictionary<string, long> _bound = new();
    private readonly ConcurrentDictionary<string, int> _boundCounts = new();
    private readonly ConcurrentDictionary<string, byte> _running = new();
    private readonly ConcurrentDictionary<string, long> _stopped = new();
    private readonly ConcurrentDictionary<string, long> _ended = new();
    private readonly ConcurrentDictionary<string, long> _gone = new();
    private readonly ConcurrentDictionary<string, long> _made = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IKubernetes _client;
    private readonly string _namespace;
    private readonly Task _following;

    public PodLog(IKubernetes client, string @namespace)
    {
        (_client, _namespace) = (client, @namespace);
        _following = Task.Run(FollowAsync);
    }

    /// <summary>Pods that run now.</summary>
    public int Running => _running.Count;

    /// <summary>Pods of training, by job, that were asked to stop since the last <see cref="Forget"/>.</summary>
    public ILookup<string, string> Stopped => _stopped.Keys.Where(uid => !_groups[uid].StartsWith("model:", StringComparison.Ordinal)).ToLookup(uid => _groups[uid]);

    /// <summary>How many pods of a model were bound so far. It is asked every few milliseconds, and costs nothing.</summary>
    public int BoundCount(string model) => _boundCounts.GetValueOrDefault($"model:{model}");

    /// <summary>When the pods of a model were bound, as timestamps.</summary>
    public IReadOnlyList<long> Bound(string model) => [.. _bound.Where(pair => _groups[pair.Key] == $"model:{model}").Select(pair => pair.Value)];

    /// <summary>When workers were asked to stop, had ended and were gone, and the replicas of a model made and bound, in words: where the time went.</summary>
    public string Course(string model, long since)
    {
        var replicas = _groups.Where(pair => pair.Value == $"model:{model}").Select(pair => pair.Key).ToList();
        string Spread(IEnumerable<long> times)
        {
            double[] seconds = [.. times.Where(time => time >= since).Select(time => TimeProvider.System.GetElapsedTime(since, time).TotalSeconds).Order()];
            return seconds.Length == 0 ? "-" : $"{seconds[0]:0.0} to {seconds[^1]:0.0} (half by {seconds[seconds.Length / 2]:0.0})";
        }

        return $"asked to stop {Spread(_stopped.Where(pair => !replicas.Contains(pair.Key)).Select(pair => pair.Value))}, ended {Spread(_ended.Values)}, gone {Spread(_gone.Values)}, "
            + $"replicas made {Spread(replicas.Select(uid => _made[uid]))}, bound {Spread(replicas.Where(_bound.ContainsKey).Select(uid => _bound[uid]))}";
    }

    /// <summary>Forgets who was asked to stop so far.</summary>
    public void Forget() => _stopped.Clear();

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(6));
        try
        {
            while (!holds()) await Task.Delay(5, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{what}: not within 6 minutes");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following;
        _end.Dispose();
        _client.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await foreach (var (type, pod) in _client.CoreV1.WatchListNamespacedPodAsync(_namespace, cancellationToken: _end.Token))
                    See(type, pod);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or HttpOperationException or IOException)
            {
                // The end, or a line cut in the middle: the next beginning shows what there is.
            }
        }
    }

    private void See(WatchEventType type, V1Pod pod)
    {
        if (pod?.Metadata?.Uid is not { } uid) return;
        var now = TimeProvider.System.GetTimestamp();
        if (_groups.TryAdd(uid, GroupOf(pod))) _made[uid] = now;
        if (type == WatchEventType.Deleted) _gone[uid] = now;
        if (pod.Status?.Phase is "Succeeded" or "Failed") _ended.TryAdd(uid, now);
        if (!string.IsNullOrEmpty(pod.Spec.NodeName) && _bound.TryAdd(uid, now)) _boundCounts.AddOrUpdate(_groups[uid], 1, (_, count) => count + 1);
        if (pod.Metadata.DeletionTimestamp is not null || type == WatchEventType.Deleted) _stopped.TryAdd(uid, now);
        if (type != WatchEventType.Deleted && pod is { Status.Phase: "Running", Metadata.DeletionTimestamp: null }) _running.TryAdd(uid, 0);
        else _running.TryRemove(uid, out _);
    }

    private static string GroupOf(V1Pod pod)
    {
        if (pod.GetLabel(Labels.Model) is { } model) return $"model:{model}";
        return pod.GetLabel(GroupLabel) ?? pod.Metadata.OwnerReferences?.FirstOrDefault()?.Name ?? pod.Metadata.Name;
    }
}
