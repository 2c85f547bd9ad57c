using System.Globalization;
using System.Net;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Keeps the cache of a kind up to date: list, then watch from there; list again when the server's history is too short.</summary>
internal sealed partial class Informer<T>(
    ApiTransport transport,
    ResourceStore<T> store,
    ApiDiscovery discovery,
    IOptionsMonitor<StoreOptions> storeOptions,
    IOptions<KubernetesOperatorOptions> options,
    TimeProvider time,
    ILogger<Informer<T>> logger,
    ResourceType? type = null) : IInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Failures in a row after which the position itself is doubted (a server restored from a backup).</summary>
    private const int FailuresBeforeRelist = 4;

    /// <summary>A watch that lasted so long worked, even if nothing came.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);
    private static readonly HashSet<ObjectKey> None = [];
    private readonly ResourceType _type = type ?? ResourceType.Of<T>();
    private bool _forbidden;
    private string _position = "";
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), Random.Shared.NextDouble);

    public string Kind => _type.Kind;

    public bool HasSynced => store.HasSynced;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListAndWatchAsync(() => failures = 0, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (WatchExpiredException e)
            {
                OperatorMetrics.WatchRestarts.WithLabels(Kind, "expired").Inc();
                LogExpired(Kind, e.Message);
            }
            catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                var delay = await IsNotServedAsync(cancellationToken) ? NotServed(ref failures) : _backoff.Delay(++failures);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Forbidden && storeOptions.Get(_type.ToString()).MayBeForbidden)
            {
                if (!_forbidden) LogForbidden(Kind, e.Message, Recheck);
                _forbidden = true;
                store.Replace([], None);
                await Task.Delay(Recheck, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                var delay = Later(_backoff.Delay(++failures), (e as KubernetesApiException)?.RetryAfter);
                LogListFailed(e, Kind, delay);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private TimeSpan Recheck => storeOptions.Get(_type.ToString()).Recheck;

    private TimeSpan NotServed(ref int failures)
    {
        if (storeOptions.Get(_type.ToString()).Optional)
        {
            store.Replace([], None);
            return Recheck;
        }

        var delay = _backoff.Delay(++failures);
        LogNotServed(Kind, _type.ApiVersion, delay);
        return delay;
    }

    /// <summary>
    /// Asks again: the kind may be served by now, and whether it lives in namespaces is only known then. A not-found that the server itself does
    /// not confirm (a proxy's page) proves nothing, and empties no cache.
    /// </summary>
    private async Task<bool> IsNotServedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await discovery.RefreshAsync(_type.ApiVersion, cancellationToken);
            return !discovery.Serves(_type.ApiVersion, _type.Plural);
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested) LogNotDiscovered(Kind, e.Message);
            return false;
        }
    }

    private async Task ListAndWatchAsync(Action worked, CancellationToken cancellationToken)
    {
        var scope = storeOptions.Get(_type.ToString());
        var path = _type.Path(Namespace(scope));
        var selectors = Selectors(scope);
        var list = await new ResourceLister<T>(transport, Kind, path, selectors, options.Value.ListPageSize, logger).ListAsync(cancellationToken);
        store.Replace(list.Items, list.Unreadable, rewound: IsBefore(list.ResourceVersion, _position));
        _position = list.ResourceVersion;
        _forbidden = false;
        LogListed(Kind, list.Items.Count, list.ResourceVersion);
        // An optional kind that came later: who asks what is served gets to know it.
        if (!discovery.Serves(_type.ApiVersion, _type.Plural)) await IsNotServedAsync(cancellationToken);
        var watch = new ResourceWatch<T>(transport, store, Kind, path, selectors, options.Value.WatchIdleTimeout, time, logger) { ResourceVersion = list.ResourceVersion };
        await WatchAsync(watch, worked, cancellationToken);
    }

    private async Task WatchAsync(ResourceWatch<T> watch, Action worked, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var from = watch.ResourceVersion;
            var began = time.GetTimestamp();
            var delay = TimeSpan.Zero;
            try
            {
                // Spread, so that the watches of all kinds do not end together.
                await watch.RunAsync(TimeSpan.FromSeconds(300 + (Random.Shared.NextDouble() * 300)), cancellationToken);
                failures = 0;
                worked();
                OperatorMetrics.WatchRestarts.WithLabels(Kind, "ended").Inc();
            }
            catch (Exception e) when (IsConnectionTrouble(e) && !cancellationToken.IsCancellationRequested)
            {
                // Only what a watch brought ends the caution: or a server that lists but refuses to watch would be listed without a pause.
                var useful = watch.ResourceVersion != from || time.GetElapsedTime(began) > Lasting;
                if (useful) worked();
                failures = useful ? 1 : failures + 1;
                OperatorMetrics.WatchRestarts.WithLabels(Kind, "error").Inc();
                if (failures >= FailuresBeforeRelist) throw;
                delay = Later(_backoff.Delay(failures), (e as KubernetesApiException)?.RetryAfter);
                LogWatchFailed(Kind, e.Message, delay);
            }
            finally
            {
                _position = watch.ResourceVersion;
            }

            // Even a server that ends every watch at once is asked no more than ten times a second.
            await Task.Delay(delay > _backoff.Delay(0) ? delay : _backoff.Delay(0), time, cancellationToken);
        }
    }

    /// <summary>What a restart or a broken connection looks like, a line cut in the middle included.</summary>
    private static bool IsConnectionTrouble(Exception e) =>
        e is KubernetesApiException or HttpRequestException or IOException or TimeoutException or JsonException;

    /// <summary>Whether the server's history goes less far than what was seen of it: it was restored from a backup.</summary>
    private static bool IsBefore(string version, string seen) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var one)
        && ulong.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var other)
        && one < other;

    private static TimeSpan Later(TimeSpan one, TimeSpan? other) => other is { } longer && longer > one ? longer : one;

    private string? Namespace(StoreOptions scope) =>
        scope.AllNamespaces || !discovery.IsNamespaced(_type) ? null : options.Value.WatchNamespace;

    private static string Selectors(StoreOptions scope)
    {
        var labels = scope.LabelSelector is { } label ? $"labelSelector={Uri.EscapeDataString(label)}" : "";
        var fields = scope.FieldSelector is { } field ? $"fieldSelector={Uri.EscapeDataString(field)}" : "";
        return labels.Length > 0 && fields.Length > 0 ? $"{labels}&{fields}" : labels + fields;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Listed {Count} of {Kind} at resourceVersion {Version}")]
    private partial void LogListed(string kind, int count, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "The watch of {Kind} cannot continue and the kind is listed anew: {Reason}")]
    private partial void LogExpired(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The API server does not serve {Kind} of {ApiVersion}; next attempt in {Delay}")]
    private partial void LogNotServed(string kind, string apiVersion, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} may not be read and counts as empty; next attempt in {Delay}: {Error}")]
    private partial void LogForbidden(string kind, string error, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "Whether the API server serves {Kind} cannot be asked: {Error}")]
    private partial void LogNotDiscovered(string kind, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listing or watching {Kind} failed; next attempt in {Delay}")]
    private partial void LogListFailed(Exception e, string kind, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "The watch of {Kind} broke and continues in {Delay}: {Error}")]
    private partial void LogWatchFailed(string kind, string error, TimeSpan delay);
}
