using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>
/// A session that is freed after its last run: a run may outlive the shutdown timeout, and native memory freed under it would end the
/// process by a signal.
/// </summary>
internal sealed class CountedSession(InferenceSession session) : IDisposable
{
    private readonly RunCount _runs = new(session.Dispose);

    /// <summary>Runs the model.</summary>
    /// <exception cref="ObjectDisposedException">The session is closed.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, InferenceInputs inputs)
    {
        ObjectDisposedException.ThrowIf(!_runs.TryEnter(), this);
        try
        {
            return session.Run(options, inputs.Names, inputs.Values, inputs.OutputNames);
        }
        finally
        {
            _runs.Leave();
        }
    }

    /// <summary>Takes no more runs; the session is freed when the last one has ended.</summary>
    public void Dispose() => _runs.Close();
}
