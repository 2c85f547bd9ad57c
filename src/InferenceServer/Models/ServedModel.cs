namespace InferenceServer.Models;

/// <summary>A loaded, warmed-up version of a model.</summary>
/// <param name="Source">Name, version and file.</param>
/// <param name="Session">The ONNX Runtime sessions; safe for concurrent runs.</param>
/// <param name="Signature">Its inputs and outputs.</param>
/// <param name="Provider">The execution provider the session really has.</param>
/// <param name="WarmedUp">False when no warm-up run succeeded (free dimensions that nothing here could guess).</param>
/// <param name="Executor">Runs requests.</param>
internal sealed record ServedModel(
    ModelSource Source, CountedSession Session, ModelSignature Signature, string Provider, bool WarmedUp, IModelExecutor Executor) : IDisposable
{
    // Of requests, from their first look at the model to their answer: one that waits must find its session when its turn comes.
    private readonly RunCount _uses = new(Session.Dispose);

    /// <summary>Bytes that the process grew by with the model, at least its files' size.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Begins a use; false when the model was replaced or unloaded meanwhile.</summary>
    public bool TryUse() => _uses.TryEnter();

    /// <summary>Ends a use.</summary>
    public void EndUse() => _uses.Leave();

    /// <summary>Takes no more uses; the sessions are freed when the last one has ended.</summary>
    public void Dispose() => _uses.Close();
}
