namespace InferenceOperator.Kubernetes;

/// <summary>Keys that wait for their time; of two times for a key the earlier one counts.</summary>
internal sealed class DelayedKeys : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action<ObjectKey> _due;
    private readonly Dictionary<ObjectKey, DateTimeOffset> _times = [];
    private readonly PriorityQueue<ObjectKey, DateTimeOffset> _order = new();
    private readonly ITimer _timer;

    public DelayedKeys(TimeProvider time, Action<ObjectKey> due)
    {
        (_time, _due) = (time, due);
        _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(ObjectKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var at = delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue;
            if (_times.TryGetValue(key, out var known) && known <= at) return;
            _times[key] = at;
            _order.Enqueue(key, at);
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
                if (live && at > _time.GetUtcNow()) break;
                _order.Dequeue();
                if (!live) continue;
                _times.Remove(key);
                due.Add(key);
            }

            Arm();
        }

        foreach (var key in due) _due(key);
    }

    private void Arm()
    {
        if (!_order.TryPeek(out _, out var at)) return;
        var wait = at - _time.GetUtcNow();
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
    }
}
