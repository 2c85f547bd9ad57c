using InferenceServer.Buffers;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Batching;

/// <summary>
/// Runs a bounded number of runs at a time and lets a bounded number of requests wait. A request that finds a free turn runs at once, on its
/// own thread; when a turn ends, the first that waits takes it, together with those behind it that fit into the same run. A waiter that is
/// cancelled leaves the line at once and its place is free again.
/// </summary>
internal sealed partial class BatchingExecutor(ModelRunner runner, BatchLimits limits, int concurrency, int queueLimit, AlignedBufferPool pool, TimeProvider time, ILogger logger)
    : IModelExecutor
{
    private readonly Lock _lock = new();
    private readonly WaitingLine _line = new();
    // So many turns go by without joining, where it does not pay, before it is tried again.
    private const int TryAgain = 64;

    private readonly RowTime _alone = new();
    private readonly RowTime _joined = new();
    private TaskCompletionSource? _enough;
    private int _running;
    private int _turns;
    private volatile bool _joins = limits.MaxRows > 1;

    /// <summary>Requests that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _line.Count;
        }
    }

    /// <inheritdoc />
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _running >= concurrency && _line.Count >= queueLimit;
        }
    }

    /// <inheritdoc />
    public ValueTask<InferenceOutputs> ExecuteAsync(InferenceInputs inputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var arrived = time.GetTimestamp();
        PendingRun waiting;
        lock (_lock)
        {
            var free = _running < concurrency;
            if (free && _line.Count == 0 && (limits.Window == TimeSpan.Zero || !_joins))
            {
                _running++;
                waiting = null!;
            }
            else
            {
                if (!free && _line.Count >= queueLimit)
                    throw new QueueFullException(queueLimit);
                waiting = new PendingRun(inputs, arrived, _joins, cancellationToken);
                _line.Add(waiting);
                if (_line.Rows >= limits.MaxRows)
                    _enough?.TrySetResult();
                if (free)
                {
                    _running++;
                    StartTurn();
                }
            }
        }

        return waiting is null ? new ValueTask<InferenceOutputs>(RunNow(inputs, arrived, cancellationToken)) : new ValueTask<InferenceOutputs>(WaitAsync(waiting));
    }

    private InferenceOutputs RunNow(InferenceInputs inputs, long arrived, CancellationToken cancellationToken)
    {
        try
        {
            return RunAlone(inputs, arrived, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                if (_line.Count > 0)
                    StartTurn();
                else
                    _running--;
            }
        }
    }

    private async Task<InferenceOutputs> WaitAsync(PendingRun run)
    {
        await using var gone = run.CancellationToken.UnsafeRegister(static state =>
        {
            var (executor, run) = ((BatchingExecutor, PendingRun))state!;
            executor.Abandon(run);
        }, (this, run));
        return await run.Answer;
    }

    private void Abandon(PendingRun run)
    {
        bool waited;
        lock (_lock)
            waited = _line.Remove(run);
        if (waited)
            run.Cancel();
    }

    private void StartTurn() => ThreadPool.UnsafeQueueUserWorkItem(static executor => _ = executor.TakeTurnAsync(), this, preferLocal: false);

    private async Task TakeTurnAsync()
    {
        var batch = new List<PendingRun>();
        while (true)
        {
            if (limits.Window > TimeSpan.Zero && _joins)
                await GatherAsync();
            batch.Clear();
            lock (_lock)
            {
                _line.Take(_joins ? limits.Rows(_alone.Seconds, _joined.Seconds, ++_turns % TryAgain == 0) : 1, BatchLimits.MaxBytes, batch);
                if (batch.Count == 0)
                {
                    _running--;
                    return;
                }
            }

            if (batch.Count == 1 || !TryRunJoined(batch))
                batch.ForEach(RunWaiting);
        }
    }

    /// <summary>Waits until a full run has come together, at most for the window.</summary>
    private async Task GatherAsync()
    {
        Task enough;
        lock (_lock)
        {
            if (_line.Count == 0 || _line.Rows >= limits.MaxRows)
                return;
            _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            enough = _enough.Task;
        }

        await Task.WhenAny(enough, Task.Delay(limits.Window, time));
    }

    private void RunWaiting(PendingRun run)
    {
        try
        {
            run.Complete(RunAlone(run.Inputs, run.Arrived, run.CancellationToken));
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the one who waits: this thread serves others.
            run.Fail(exception);
        }
    }

    private InferenceOutputs RunAlone(InferenceInputs inputs, long arrived, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var values = runner.Run(inputs, cancellationToken);
        var took = time.GetElapsedTime(started);
        _alone.Add(took, inputs.BatchSize);
        return new InferenceOutputs(values, values, time.GetElapsedTime(arrived, started), took, inputs.BatchSize);
    }

    /// <summary>Runs several requests as one; false when each has to run by itself after all.</summary>
    private bool TryRunJoined(List<PendingRun> batch)
    {
        IDisposableReadOnlyCollection<OrtValue> outputs;
        var started = time.GetTimestamp();
        long rows;
        try
        {
            using var joined = new JoinedInputs(batch, pool);
            rows = joined.Rows;
            outputs = runner.Run(joined.Inputs, CancellationToken.None);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or ObjectDisposedException)
        {
            // One of them may be at fault: alone, only that one fails.
            return false;
        }

        var took = time.GetElapsedTime(started);
        if (!SplitOutputs.HaveRows(outputs, rows))
        {
            outputs.Dispose();
            _joins = false;
            LogNotSplit(batch.Count, rows);
            return false;
        }

        _joined.Add(took, rows);
        HandOut(batch, new SplitOutputs(outputs), started, took, rows);
        return true;
    }

    private void HandOut(List<PendingRun> batch, SplitOutputs outputs, long started, TimeSpan took, long rows)
    {
        long firstRow = 0;
        foreach (var run in batch)
        {
            var (values, owner) = outputs.Part(firstRow, run.Rows);
            // One of them tells the metrics of the run.
            run.Complete(new InferenceOutputs(values, owner, time.GetElapsedTime(run.Arrived, started), took, firstRow == 0 ? rows : 0));
            firstRow += run.Rows;
        }

        outputs.Close();
    }

    [LoggerMessage(1, LogLevel.Warning, "{Requests} requests of {Rows} rows were run as one and the outputs have other rows: requests of this model are not joined any more")]
    private partial void LogNotSplit(int requests, long rows);
}
