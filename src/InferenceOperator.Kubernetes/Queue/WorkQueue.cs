namespace InferenceOperator.Kubernetes;

/// <summary>
/// What is to be reconciled. A key waits at most once, is worked on by one worker at a time, and one that was asked for
/// meanwhile comes again afterwards. Urgent keys go first, but not for ever: every few of them an ordinary one is taken.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    /// <summary>Urgent keys in a row after which an ordinary one that waits is taken.</summary>
    internal const int UrgentInARow = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, Request> _waiting = [];
    private readonly HashSet<ObjectKey> _processing = [];
    private readonly Dictionary<ObjectKey, int> _failures = [];
    private readonly Queue<ObjectKey> _urgent = new();
    private readonly Queue<ObjectKey> _ordinary = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly SemaphoreSlim _urgentReady = new(0);
    private readonly DelayedKeys _delayed;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly string _name;
    private int _urgentInARow;

    public WorkQueue(string name, Backoff backoff, TimeProvider time)
    {
        (_name, _backoff, _time) = (name, backoff, time);
        _delayed = new DelayedKeys(time, key => Add(key));
    }

    /// <summary>Keys that wait, without those that wait for their time or for their present reconcile to end.</summary>
    public int Depth
    {
        get
        {
            lock (_lock) return _waiting.Keys.Count(key => !_processing.Contains(key));
        }
    }

    /// <summary>Asks for a key soon. An urgent request lifts one that waits already.</summary>
    public void Add(ObjectKey key, RequestPriority priority = RequestPriority.Ordinary)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(key, out var known))
            {
                if (known.Priority >= priority) return;
                _waiting[key] = known with { Priority = priority };
            }
            else
            {
                _waiting[key] = new Request(priority, _time.GetTimestamp());
            }

            if (!_processing.Contains(key)) Push(key, priority);
        }
    }

    /// <summary>Asks for a key after a while. The request is void when the key is taken before: its reconcile decides anew.</summary>
    public void AddAfter(ObjectKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero) Add(key);
        else _delayed.Add(key, delay);
    }

    /// <summary>Asks for a key again after its failure, later each time.</summary>
    /// <returns>The delay.</returns>
    public TimeSpan AddAfterFailure(ObjectKey key)
    {
        TimeSpan delay;
        lock (_lock) delay = _backoff.Delay(_failures[key] = _failures.GetValueOrDefault(key) + 1);
        AddAfter(key, delay);
        return delay;
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(ObjectKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    /// <summary>Waits for a key and takes it. It stays with the caller until <see cref="Done"/>.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="urgentOnly">For a worker that is there for urgent keys alone.</param>
    /// <returns>The key.</returns>
    public async Task<ObjectKey> TakeAsync(CancellationToken cancellationToken, bool urgentOnly = false)
    {
        var ready = urgentOnly ? _urgentReady : _ready;
        while (true)
        {
            await ready.WaitAsync(cancellationToken);
            if (TryTake(urgentOnly) is { } key) return key;
        }
    }

    /// <summary>Gives a key back; it comes again when it was asked for meanwhile.</summary>
    public void Done(ObjectKey key)
    {
        lock (_lock)
        {
            _processing.Remove(key);
            if (_waiting.TryGetValue(key, out var request)) Push(key, request.Priority);
        }
    }

    public void Dispose()
    {
        _delayed.Dispose();
        _ready.Dispose();
        _urgentReady.Dispose();
    }

    private ObjectKey? TryTake(bool urgentOnly)
    {
        lock (_lock)
        {
            var ordinaryFirst = _urgentInARow >= UrgentInARow;
            var key = urgentOnly ? Next(_urgent, RequestPriority.Urgent)
                : ordinaryFirst ? Next(_ordinary, RequestPriority.Ordinary) ?? Next(_urgent, RequestPriority.Urgent)
                : Next(_urgent, RequestPriority.Urgent) ?? Next(_ordinary, RequestPriority.Ordinary);
            if (key is not { } taken) return null;

            var request = _waiting[taken];
            if (!urgentOnly) _urgentInARow = request.Priority == RequestPriority.Urgent ? _urgentInARow + 1 : 0;
            _waiting.Remove(taken);
            _processing.Add(taken);
            _delayed.Remove(taken);
            OperatorMetrics.QueueDepth.WithLabels(_name).Set(_waiting.Count);
            OperatorMetrics.QueueWait.WithLabels(_name).Observe(_time.GetElapsedTime(request.Since).TotalSeconds);
            return taken;
        }
    }

    /// <summary>The next live entry: one that was lifted to urgent stays behind in the ordinary queue and is passed over here.</summary>
    private ObjectKey? Next(Queue<ObjectKey> queue, RequestPriority priority)
    {
        while (queue.TryDequeue(out var key))
            if (_waiting.TryGetValue(key, out var request) && request.Priority == priority && !_processing.Contains(key))
                return key;
        return null;
    }

    private void Push(ObjectKey key, RequestPriority priority)
    {
        (priority == RequestPriority.Urgent ? _urgent : _ordinary).Enqueue(key);
        OperatorMetrics.QueueDepth.WithLabels(_name).Set(_waiting.Count);
        // Whoever comes second finds it taken and waits on.
        _ready.Release();
        if (priority == RequestPriority.Urgent) _urgentReady.Release();
    }

    private readonly record struct Request(RequestPriority Priority, long Since);
}
