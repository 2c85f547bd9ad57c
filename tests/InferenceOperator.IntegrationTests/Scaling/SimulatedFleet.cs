using System.Collections.Concurrent;
using InferenceOperator.Api;
using InferenceOperator.LocalClusters.Prometheus;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>
/// The servers of a model that runs on fake nodes: each ready pod gets a page of metrics that Prometheus, where there is one, scrapes, and the
/// load is shared by all of them. A pod over its capacity answers slowly.
/// </summary>
public sealed class SimulatedFleet : IAsyncDisposable
{
    private const int TicksPerSecond = 10;
    private const double FastSeconds = 0.02;
    private const double SlowSeconds = 0.4;
    private readonly ConcurrentDictionary<string, ModelPod> _pods = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IKubernetes _client;
    private readonly LocalPrometheus? _prometheus;
    private readonly string _namespace;
    private readonly string _model;
    private readonly Task _running;
    // Prometheus has not been told of all changes: one that is away, or just starts, is told later.
    private bool _untold;
    private volatile int _requestsPerSecond;
    private volatile bool _broken;

    public SimulatedFleet(IKubernetes client, LocalPrometheus? prometheus, string @namespace, string model)
    {
        (_client, _prometheus, _namespace, _model) = (client, prometheus, @namespace, model);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Requests a second that one pod answers fast.</summary>
    public int CapacityPerPod { get; init; } = 30;

    /// <summary>What Prometheus scrapes besides the pods.</summary>
    public IReadOnlyList<ScrapeTarget> Others { get; set; } = [];

    /// <summary>Requests a second, all pods together.</summary>
    public int RequestsPerSecond
    {
        get => _requestsPerSecond;
        set => _requestsPerSecond = value;
    }

    /// <summary>Pages say NaN instead of numbers.</summary>
    public bool Broken
    {
        get => _broken;
        set => _broken = value;
    }

    /// <summary>The page of a pod; null while it has none.</summary>
    /// <param name="pod">Name of the pod.</param>
    public Uri? PageOf(string pod) => _pods.TryGetValue(pod, out var page) ? page.Endpoint.Address : null;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        foreach (var pod in _pods.Values)
            await pod.DisposeAsync();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await FollowPodsAsync();
            Serve();
            await Task.Delay(1000 / TicksPerSecond, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowPodsAsync()
    {
        try
        {
            var list = await _client.CoreV1.ListNamespacedPodAsync(_namespace, labelSelector: $"{Labels.Model}={_model}", cancellationToken: _end.Token);
            var ready = list.Items.Where(IsReady).Select(pod => pod.Metadata.Name).ToHashSet();
            foreach (var name in ready.Where(name => !_pods.ContainsKey(name)))
                _untold |= _pods.TryAdd(name, new ModelPod(_namespace, _model, name));
            foreach (var name in _pods.Keys.Where(name => !ready.Contains(name)))
            {
                if (!_pods.TryRemove(name, out var gone))
                    continue;
                await gone.DisposeAsync();
                _untold = true;
            }

            if (!_untold || _prometheus is null)
                return;
            await _prometheus.SetTargetsAsync([.. _pods.Values.Select(pod => pod.Target), .. Others], _end.Token);
            _untold = false;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or k8s.Autorest.HttpOperationException)
        {
            // Prometheus, or the namespace, is away on purpose: the next tick looks again.
        }
    }

    private void Serve()
    {
        var pods = _pods.Values.ToList();
        if (pods.Count == 0)
            return;
        var perPod = (double)RequestsPerSecond / pods.Count;
        foreach (var pod in pods)
        {
            pod.Broken = Broken;
            pod.Serve((int)Math.Round(perPod / TicksPerSecond), perPod > CapacityPerPod ? SlowSeconds : FastSeconds);
        }
    }

    private static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
