using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>The outputs of one request and how long it took.</summary>
/// <param name="Values">One value per output name asked for.</param>
/// <param name="Owner">What holds them; disposed with this record.</param>
/// <param name="QueueTime">Time waited for a turn.</param>
/// <param name="ComputeTime">Time in ONNX Runtime, of the whole run that the request was part of.</param>
/// <param name="RunRows">Rows of that run; 0 where another of its requests tells of it.</param>
internal sealed record InferenceOutputs(IReadOnlyList<OrtValue> Values, IDisposable Owner, TimeSpan QueueTime, TimeSpan ComputeTime, long RunRows) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Owner.Dispose();
}
