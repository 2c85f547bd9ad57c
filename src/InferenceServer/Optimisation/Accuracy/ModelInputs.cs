using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Optimisation.Accuracy;

/// <summary>One set of inputs to run a model on.</summary>
/// <param name="names">Names of the inputs.</param>
/// <param name="values">Their values, in the same order.</param>
/// <param name="owner">Owns the values; null when the set does.</param>
internal sealed class ModelInputs(IReadOnlyList<string> names, IReadOnlyList<OrtValue> values, IDisposable? owner = null) : IDisposable
{
    /// <summary>Runs a model.</summary>
    /// <exception cref="OnnxRuntimeException">It refuses these inputs.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, ModelSignature signature)
    {
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return session.Run(options, names, values, signature.OutputNames);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (owner is not null)
        {
            owner.Dispose();
            return;
        }

        foreach (var value in values)
            value.Dispose();
    }
}
