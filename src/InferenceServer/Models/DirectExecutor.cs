using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>Runs each request by itself, as it is, a bounded number at a time.</summary>
internal sealed class DirectExecutor(CountedSession session, AdmissionGate gate, TimeProvider time) : IModelExecutor
{
    /// <inheritdoc />
    public bool IsFull => gate.IsFull;

    /// <inheritdoc />
    public async ValueTask<InferenceOutputs> ExecuteAsync(InferenceInputs inputs, CancellationToken cancellationToken)
    {
        var arrived = time.GetTimestamp();
        await gate.EnterAsync(cancellationToken);
        try
        {
            return Run(inputs, arrived, cancellationToken);
        }
        finally
        {
            gate.Leave();
        }
    }

    private InferenceOutputs Run(InferenceInputs inputs, long arrived, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        // Failures go to the caller in the exception; a wrong request must not write log lines.
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var abandoned = cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);
        IDisposableReadOnlyCollection<OrtValue> values;
        try
        {
            values = session.Run(options, inputs);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The caller went away while the model ran.", cancellationToken);
        }

        return new InferenceOutputs(values, time.GetElapsedTime(arrived, started), time.GetElapsedTime(started));
    }
}
