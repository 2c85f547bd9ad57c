namespace InferenceServer.Models;

/// <summary>A loaded, warmed-up model.</summary>
/// <param name="Source">Name, version and file.</param>
/// <param name="Session">The ONNX Runtime session; safe for concurrent runs.</param>
/// <param name="Signature">Its inputs and outputs.</param>
/// <param name="Provider">The execution provider the session really has.</param>
/// <param name="WarmedUp">False when no warm-up run succeeded (free dimensions that nothing here could guess).</param>
/// <param name="Executor">Runs requests.</param>
internal sealed record ServedModel(
    ModelSource Source, CountedSession Session, ModelSignature Signature, string Provider, bool WarmedUp, IModelExecutor Executor) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Session.Dispose();
}
