using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>One run of a model, from values to values, that can be cancelled.</summary>
/// <param name="run">What runs it: a session.</param>
internal sealed class ModelRunner(Func<RunOptions, InferenceInputs, IDisposableReadOnlyCollection<OrtValue>> run)
{
    private const int Kept = 64;

    private readonly ConcurrentQueue<RunOptions> _options = [];

    /// <summary>Runs the model.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the run was ended.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(InferenceInputs inputs, CancellationToken cancellationToken)
    {
        if (!_options.TryDequeue(out var options))
            options = New();
        IDisposableReadOnlyCollection<OrtValue> values;
        try
        {
            values = Run(options, inputs, cancellationToken);
        }
        catch
        {
            options.Dispose();
            throw;
        }

        // One that was told to end would end the next run as well.
        if (cancellationToken.IsCancellationRequested || _options.Count >= Kept)
            options.Dispose();
        else
            _options.Enqueue(options);
        return values;
    }

    // Failures go to the caller in the exception; a wrong request must not write log lines.
    private static RunOptions New() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    private IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, InferenceInputs inputs, CancellationToken cancellationToken)
    {
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
