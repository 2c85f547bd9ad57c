using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>The outputs of one run and how long it took.</summary>
/// <param name="Values">One value per output name asked for; disposed with this record.</param>
/// <param name="QueueTime">Time waited for a turn.</param>
/// <param name="ComputeTime">Time in ONNX Runtime.</param>
internal sealed record InferenceOutputs(IDisposableReadOnlyCollection<OrtValue> Values, TimeSpan QueueTime, TimeSpan ComputeTime) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Values.Dispose();
}
