using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>One run of a model, from values to values, that can be cancelled.</summary>
/// <param name="run">What runs it: a session.</param>
internal sealed class ModelRunner(Func<RunOptions, InferenceInputs, IDisposableReadOnlyCollection<OrtValue>> run)
{
    /// <summary>Runs the model.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the run was ended.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(InferenceInputs inputs, CancellationToken cancellationToken)
    {
        // Failures go to the caller in the exception; a wrong request must not write log lines.
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var abandoned = cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);
        try
        {
            return run(options, inputs);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The caller went away while the model ran.", cancellationToken);
        }
    }
}
