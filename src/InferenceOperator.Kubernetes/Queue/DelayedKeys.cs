namespace InferenceOperator.Kubernetes;

/// <summary>
/// Keys that wait for their time; of two times for a key the earlier one counts. Times are those of the monotonic clock: a step of the wall
/// clock postpones nothing.
/// </summary>
internal sealed class DelayedKeys : IDisposable
{
    private const int MostOutdated = 64;
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action<ObjectKey> _due;
    private readonly Dictionary<ObjectKey, TimeSpan> _times = [];
    private readonly PriorityQueue<ObjectKey, TimeSpan> _order = new();
    private readonly long _began;
    private readonly ITimer _timer;

    public DelayedKeys(TimeProvider time, Action<ObjectKey> due)
    {
        (_time, _due, _began) = (time, due, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(ObjectKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            var now = Now;
            var at = delay < TimeSpan.MaxValue - now ? now + delay : TimeSpan.MaxValue;
            if (_times.TryGetValue(key, out var known) && known <= at) return;
            _times[key] = at;
            _order.Enqueue(key, at);
            DropOutdated();
            Arm();
        }
    }

    public void Remove(ObjectKey key)
    {
        lock (_lock) _times.Remove(key);
    }

    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        List<ObjectKey> due = [];
        lock (_lock)
        {
            while (_order.TryPeek(out var key, out var at))
            {
                var live = _times.TryGetValue(key, out var wanted) && wanted == at;
                if (live && at > Now) break;
                _order.Dequeue();
                if (!live) continue;
                _times.Remove(key);
                due.Add(key);
            }

            Arm();
        }

        foreach (var key in due) _due(key);
    }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    // A key that was put forward leaves its later time behind; far ones would pile up.
    private void DropOutdated()
    {
        if (_order.Count < MostOutdated + (2 * _times.Count)) return;
        _order.Clear();
        _order.EnqueueRange(_times.Select(pair => (pair.Key, pair.Value)));
    }

    private void Arm()
    {
        if (!_order.TryPeek(out _, out var at)) return;
        var wait = at - Now;
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
    }
}
