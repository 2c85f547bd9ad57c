using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.Scaling;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics.Scraping;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>
/// The servers behind the pods of fake nodes, of all models of a namespace: each ready pod gets a page of metrics, which Prometheus scrapes and
/// which the operator finds when it scrapes pods itself.
/// </summary>
internal sealed class LiveFleet : IPodAddresses, IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, LiveModel> _models = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IKubernetes _client;
    private readonly LocalPrometheus _prometheus;
    private readonly string _namespace;
    private readonly Task _running;

    public LiveFleet(IKubernetes client, LocalPrometheus prometheus, string @namespace)
    {
        (_client, _prometheus, _namespace) = (client, prometheus, @namespace);
        _running = Task.WhenAll(Task.Run(ServeAsync), Task.Run(FollowAsync));
    }

    /// <summary>Adds a model; its pods are found as they become ready.</summary>
    public LiveModel Add(string name, double targetSeconds) => _models[name] = new LiveModel(name, targetSeconds, _models.Count);

    public ScrapeAddress? Find(V1Pod pod) => Pod(pod) is { } found ? new ScrapeAddress(new IPEndPoint(IPAddress.Loopback, found.Page.Endpoint.Address.Port), "/metrics") : null;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        foreach (var pod in _models.Values.SelectMany(model => model.Pods.Values))
            await pod.DisposeAsync();
        _end.Dispose();
    }

    private QueueingPod? Pod(V1Pod pod) => ModelOf(pod) is { } model && model.Pods.TryGetValue(pod.Metadata.Name, out var found) ? found : null;

    private LiveModel? ModelOf(V1Pod pod) => pod.Metadata.Labels is { } labels && labels.TryGetValue(Labels.Model, out var name) ? _models.GetValueOrDefault(name) : null;

    private async Task ServeAsync()
    {
        var clock = Stopwatch.StartNew();
        while (!_end.IsCancellationRequested)
        {
            foreach (var model in _models.Values)
                model.Advance(clock.Elapsed.TotalSeconds);
            await Task.Delay(Tick, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync()
    {
        var stale = false;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                stale |= await FollowPodsAsync();
                if (stale)
                    await _prometheus.SetTargetsAsync([.. _models.Values.SelectMany(model => model.Pods.Values).Select(pod => pod.Page.Target)], _end.Token);
                stale = false;
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or HttpOperationException)
            {
                // Prometheus is away on purpose, or this is the end: it is told later.
            }

            await Task.Delay(Look, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> FollowPodsAsync()
    {
        var list = await _client.CoreV1.ListNamespacedPodAsync(_namespace, cancellationToken: _end.Token);
        var ready = list.Items.Where(IsReady).ToLookup(ModelOf, pod => pod.Metadata.Name);
        var changed = false;
        foreach (var model in _models.Values)
        {
            var present = ready[model].ToHashSet();
            foreach (var name in present.Where(name => !model.Pods.ContainsKey(name)))
                changed |= model.Pods.TryAdd(name, new QueueingPod(new ModelPod(_namespace, model.Name, name), new Random(model.Chance.Next())));
            foreach (var name in model.Pods.Keys.Where(name => !present.Contains(name)))
            {
                if (!model.Pods.TryRemove(name, out var gone))
                    continue;
                await gone.DisposeAsync();
                changed = true;
            }
        }

        return changed;
    }

    private static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
