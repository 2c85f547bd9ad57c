namespace InferenceOperator.LocalClusters.Processes;

/// <summary>Owns processes and clean-ups; disposing undoes them newest first, each even if another one fails.</summary>
public sealed class ProcessSupervisor : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _undo = new();

    /// <summary>Adds a process, not started yet.</summary>
    public ManagedProcess Add(ProcessSpec spec)
    {
        var process = new ManagedProcess(spec);
        _undo.Push(process.DisposeAsync);
        return process;
    }

    public T Add<T>(T owned) where T : IAsyncDisposable
    {
        _undo.Push(owned.DisposeAsync);
        return owned;
    }

    /// <summary>Adds something to undo (a folder, a mount, a bridge).</summary>
    public void OnDispose(Func<ValueTask> undo) => _undo.Push(undo);

    /// <summary>Adds something to undo.</summary>
    public void OnDispose(Action undo) => _undo.Push(() =>
    {
        undo();
        return ValueTask.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        List<Exception> failures = [];
        while (_undo.TryPop(out var undo))
        {
            try
            {
                await undo();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0) throw new AggregateException("not everything could be cleaned up", failures);
    }
}
