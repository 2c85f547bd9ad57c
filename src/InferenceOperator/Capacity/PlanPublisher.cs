using InferenceOperator.Api;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;
using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Capacity;

/// <summary>Puts a plan in force, says what is new, and wakes the controllers that have something to do.</summary>
internal sealed partial class PlanPublisher(
    PlanBoard board,
    IRequestQueue<ModelDeployment> models,
    TimeProvider time,
    ILogger<PlanPublisher> logger,
    IRequestQueue<TrainingJob>? jobs = null,
    IRequestQueue<GpuPool>? pools = null,
    ForeignBoard? foreign = null)
{
    /// <summary>The shortest time between two reconciles that only bring a status text up to date.</summary>
    private static readonly TimeSpan TextPause = TimeSpan.FromSeconds(10);
    /// <summary>The shortest time between two reconciles of the pools: with every pod that stops or starts their counts change.</summary>
    private static readonly TimeSpan PoolPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, DateTimeOffset> _woken = [];

    /// <summary>Of whom there was news in his pause.</summary>
    private readonly Dictionary<string, Action> _later = [];

    private DateTimeOffset _poolsWoken = DateTimeOffset.MinValue;
    private bool _poolsStale;

    /// <summary>Publishes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">What it was made from.</param>
    /// <returns>When to look again, for something that is not said yet; null: all is.</returns>
    public DateTimeOffset? Publish(CapacityPlan plan, CapacityInputs inputs)
    {
        var now = time.GetUtcNow();
        var changes = board.Publish(plan, inputs.ModelUids, inputs.JobUids, now);
        foreach (var change in changes.Models)
        {
            if (Transitions.Matters(change))
                LogModel(change.Name, change.Now.Admitted, change.Now.Wanted, change.Now.Reason, change.Now.WaitingFor ?? "every replica has a place");
            Wake(models, change.Name, change.Uid, Transitions.Matters(change), isNews: false, now);
        }

        foreach (var change in changes.TrainingJobs)
        {
            if (Transitions.Matters(change))
                LogJob(change.Name, change.Now.Kind, change.Now.Workers, change.Now.Reason);
            Wake(jobs, change.Name, change.Uid, Transitions.Matters(change), Transitions.IsNews(change), now);
        }

        foreign?.Publish(inputs.Foreign, plan.TrainingJobs);
        _poolsStale |= changes.Gpus;
        if (_poolsStale && now - _poolsWoken >= PoolPause)
            WakePools(inputs.Snapshot.Pools, now);
        foreach (var (uid, wake) in _later.Where(later => now - _woken[later.Key] >= TextPause).ToList())
            wake();
        Forget([.. inputs.ModelUids.Values, .. inputs.JobUids.Values]);
        DateTimeOffset? text = _later.Count == 0 ? null : _later.Keys.Min(uid => _woken[uid]) + TextPause;
        return !_poolsStale ? text : text < _poolsWoken + PoolPause ? text : _poolsWoken + PoolPause;
    }

    private void Wake<T>(IRequestQueue<T>? queue, ObjectName name, string uid, bool matters, bool isNews, DateTimeOffset now)
        where T : k8s.IKubernetesObject<k8s.Models.V1ObjectMeta>
    {
        if (!matters && _woken.TryGetValue(uid, out var last) && now - last < TextPause)
        {
            if (isNews)
                _later[uid] = () => Wake(queue, name, uid, matters: false, isNews, last + TextPause);
            return;
        }

        _later.Remove(uid);
        _woken[uid] = now;
        queue?.Enqueue(new ObjectKey(name.Namespace, name.Name), matters ? RequestPriority.Urgent : RequestPriority.Ordinary);
    }

    private void WakePools(IReadOnlyList<PoolRules> known, DateTimeOffset now)
    {
        (_poolsWoken, _poolsStale) = (now, false);
        foreach (var pool in known)
            pools?.Enqueue(new ObjectKey(null, pool.Name));
    }

    private void Forget(HashSet<string> uids)
    {
        foreach (var gone in _woken.Keys.Where(uid => !uids.Contains(uid)).ToList())
        {
            _woken.Remove(gone);
            _later.Remove(gone);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is admitted {Admitted} of {Wanted} replicas ({Reason}): {WaitingFor}")]
    private partial void LogModel(ObjectName model, int admitted, int wanted, AdmissionReason reason, string waitingFor);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Job} is told to {Kind} with {Workers} workers: {Reason}")]
    private partial void LogJob(ObjectName job, GrantKind kind, int workers, string reason);
}
