namespace InferenceServer.Models;

/// <summary>
/// Runs requests on one model: the seam between the protocol and the session. An implementation decides when a request runs and
/// with which others; the protocol only sees inputs go in and outputs come out.
/// </summary>
internal interface IModelExecutor
{
    /// <summary>Whether a request that came now would be refused, so that its body need not be read.</summary>
    bool IsFull { get; }

    /// <summary>Waits for a turn and runs.</summary>
    /// <exception cref="QueueFullException">The model's queue is full.</exception>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">The run failed.</exception>
    ValueTask<InferenceOutputs> ExecuteAsync(InferenceInputs inputs, CancellationToken cancellationToken);
}
