using System.Net;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Takes keys from the queue, calls the controller with a copy from the cache, and sees to the next time.</summary>
internal sealed partial class ControllerRunner<TEntity>(
    IEntityController<TEntity> controller,
    ControllerOptions<TEntity> controllerOptions,
    FinalizerRunner<TEntity> finalizers,
    RequestQueue<TEntity> requests,
    IResourceStores stores,
    IOptions<KubernetesOperatorOptions> options,
    TimeProvider time,
    ILogger<ControllerRunner<TEntity>> logger) : IControllerRunner
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string _name = ResourceType.Of<TEntity>().Kind;
    private readonly WorkQueue _queue = requests.Queue;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var store = stores.Of<TEntity>();
        // Subscribed before the objects are listed: what changes in between is asked for twice, never missed.
        using var own = store.Subscribe((old, now) => _queue.Add(ObjectKey.Of((now ?? old)!)));
        var others = controllerOptions.Sources.Select(source => source(stores, key => _queue.Add(key))).ToList();
        try
        {
            EnqueueAll();
            var workers = options.Value.WorkersPerController;
            await Task.WhenAll(Enumerable.Range(0, workers + options.Value.UrgentWorkersPerController).Select(number => WorkAsync(number >= workers, cancellationToken)).Append(ResyncAsync(cancellationToken)));
        }
        finally
        {
            others.ForEach(subscription => subscription.Dispose());
        }
    }

    private void EnqueueAll()
    {
        foreach (var entity in stores.Of<TEntity>().List()) _queue.Add(ObjectKey.Of(entity));
    }

    private async Task ResyncAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ResyncPeriod == TimeSpan.Zero) return;
        using var timer = new PeriodicTimer(options.Value.ResyncPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) EnqueueAll();
        }
        catch (OperationCanceledException)
        {
            LogStopped(_name);
        }
    }

    private async Task WorkAsync(bool urgentOnly, CancellationToken cancellationToken)
    {
        // Off the caller's thread: a controller that never awaits must not hold up the others' start.
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            ObjectKey key;
            try
            {
                key = await _queue.TakeAsync(cancellationToken, urgentOnly);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await ReconcileAsync(key, cancellationToken);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ReconcileAsync(ObjectKey key, CancellationToken stopping)
    {
        if (stores.Of<TEntity>().Get(key) is not { } cached)
        {
            _queue.Forget(key);
            return;
        }

        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(options.Value.ReconcileTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["kind"] = _name, ["object"] = key.ToString() });
        try
        {
            var result = await CallAsync(ObjectReader.Copy(cached), either.Token);
            _queue.Forget(key);
            if (result.RequeueAfter is { } after) _queue.AddAfter(key, after);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(_name);
        }
        catch (Exception e)
        {
            OperatorMetrics.ReconcileErrors.WithLabels(_name).Inc();
            var delay = _queue.AddAfterFailure(key);
            // Somebody changed or deleted it meanwhile: no fault, and the cache will show it.
            if (e is KubernetesApiException { StatusCode: HttpStatusCode.Conflict or HttpStatusCode.NotFound }) LogConflict(_name, key, delay, e.Message);
            else if (limit.IsCancellationRequested) LogTimeout(_name, key, options.Value.ReconcileTimeout, delay);
            else LogFailed(e, _name, key, delay);
        }
        finally
        {
            OperatorMetrics.ReconcileDuration.WithLabels(_name).Observe(time.GetElapsedTime(started).TotalSeconds);
        }
    }

    private async Task<ReconcileResult> CallAsync(TEntity entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is null)
        {
            await finalizers.EnsureAsync(entity, cancellationToken);
            return await controller.ReconcileAsync(entity, cancellationToken);
        }

        var pending = await finalizers.FinalizeAsync(entity, cancellationToken);
        if (!controllerOptions.ReconcileDeleting) return pending ?? ReconcileResult.Done;
        var result = await controller.ReconcileAsync(entity, cancellationToken);
        return Sooner(result, pending);
    }

    private static ReconcileResult Sooner(ReconcileResult one, ReconcileResult? other) =>
        other?.RequeueAfter is { } second && !(one.RequeueAfter <= second) ? ReconcileResult.After(second) : one;

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconcile of {Kind} {Key} failed; next attempt in {Delay}")]
    private partial void LogFailed(Exception e, string kind, ObjectKey key, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconcile of {Kind} {Key} took longer than {Limit} and was cancelled; next attempt in {Delay}")]
    private partial void LogTimeout(string kind, ObjectKey key, TimeSpan limit, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reconcile of {Kind} {Key} met a change by others; next attempt in {Delay}: {Error}")]
    private partial void LogConflict(string kind, ObjectKey key, TimeSpan delay, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The controller of {Kind} stops")]
    private partial void LogStopped(string kind);
}
