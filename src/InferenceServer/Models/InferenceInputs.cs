using InferenceServer.Batching;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>What one run needs.</summary>
/// <param name="Names">Names of the inputs given.</param>
/// <param name="Values">Their values, in the same order; owned by the caller.</param>
/// <param name="Shapes">Their dimensions, in the same order.</param>
/// <param name="OutputNames">The outputs to compute.</param>
/// <param name="BatchSize">Rows: the first dimension of the first input, 1 for a scalar.</param>
/// <param name="Priority">Who goes first.</param>
/// <param name="Bytes">Bytes of all values; 0 where nobody asks.</param>
internal sealed record InferenceInputs(
    IReadOnlyList<string> Names, IReadOnlyList<OrtValue> Values, IReadOnlyList<long[]> Shapes, IReadOnlyList<string> OutputNames, long BatchSize,
    RequestPriority Priority = RequestPriority.Normal, long Bytes = 0);
