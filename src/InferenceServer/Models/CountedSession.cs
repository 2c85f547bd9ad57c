using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>
/// The sessions of a model, freed after the last run: a run may outlive the shutdown timeout, and native memory freed under it would end the
/// process by a signal.
/// </summary>
internal sealed class CountedSession : IDisposable
{
    private readonly InferenceSession[] _sessions;
    private readonly OneThreadSession? _oneThread;
    private readonly int[] _busy;
    private readonly Func<int> _running;
    private readonly RunCount _runs;

    /// <summary>Owns the sessions from now on.</summary>
    public CountedSession(params InferenceSession[] sessions)
        : this(null, sessions)
    {
    }

    /// <summary>Owns the sessions from now on.</summary>
    /// <param name="oneThread">The one that runs may have instead of the only other; null for none.</param>
    /// <param name="sessions">The sessions.</param>
    public CountedSession(OneThreadSession? oneThread, params InferenceSession[] sessions)
    {
        (_oneThread, _sessions) = (oneThread, sessions);
        _busy = new int[sessions.Length];
        _running = () => Volatile.Read(ref _busy[0]);
        _runs = new RunCount(() =>
        {
            Array.ForEach(sessions, session => session.Dispose());
            oneThread?.Dispose();
            FreedMemory.GiveBack();
        });
    }

    /// <summary>Runs the model on the session that has the fewest runs now, or the number of threads that is quicker.</summary>
    /// <exception cref="ObjectDisposedException">The sessions are closed.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, InferenceInputs inputs)
    {
        ObjectDisposedException.ThrowIf(!_runs.TryEnter(), this);
        var index = LeastBusy();
        Interlocked.Increment(ref _busy[index]);
        try
        {
            return _oneThread is null
                ? _sessions[index].Run(options, inputs.Names, inputs.Values, inputs.OutputNames)
                : _oneThread.RunOnQuicker(_sessions[index], _running, options, inputs);
        }
        finally
        {
            Interlocked.Decrement(ref _busy[index]);
            _runs.Leave();
        }
    }

    /// <summary>Takes no more runs; the sessions are freed when the last one has ended.</summary>
    public void Dispose() => _runs.Close();

    private int LeastBusy()
    {
        var least = 0;
        for (var index = 1; index < _busy.Length; index++)
        {
            if (Volatile.Read(ref _busy[index]) < Volatile.Read(ref _busy[least]))
                least = index;
        }

        return least;
    }
}
