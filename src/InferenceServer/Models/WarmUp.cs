using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Models;

/// <summary>
/// Runs a model once on invented inputs, so that the first real request does not pay for kernels, arenas and library loading, and so
/// that a provider that only fails when it runs (a missing cuDNN) is found before the model counts as ready.
/// </summary>
internal static class WarmUp
{
    // What free dimensions may be tried as: 1 suits sequences, 32 the strides of most vision backbones, 224 and 512 images and audio frames.
    private static readonly long[] FreeSizes = [1, 32, 64, 224, 512];

    /// <summary>Runs the model; a free batch dimension is 1, other free dimensions the first size of a short list that the model accepts.</summary>
    /// <param name="session">The session to run.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="shapes">Shapes given by the model's owner, by input name; they are then the only ones tried.</param>
    /// <returns>What came of it.</returns>
    public static WarmUpResult Run(InferenceSession session, ModelSignature signature, IReadOnlyDictionary<string, long[]> shapes)
    {
        var required = signature.Inputs.Where(input => !input.Optional || shapes.ContainsKey(input.Name)).ToList();
        var free = required.Any(input => !shapes.ContainsKey(input.Name) && HasFreeDimension(input));
        string? failure = null;
        foreach (var (size, trailingOnly) in free ? Guesses() : [(1, false)])
        {
            try
            {
                RunOnce(session, signature, required, input => shapes.TryGetValue(input.Name, out var given) ? given : Fill(input, size, trailingOnly));
                return new WarmUpResult(true, free, size, null);
            }
            catch (OnnxRuntimeException exception)
            {
                failure ??= exception.Message;
            }
        }

        return new WarmUpResult(false, free, 0, failure);
    }

    private static IEnumerable<(long Size, bool TrailingOnly)> Guesses()
    {
        foreach (var size in FreeSizes)
        {
            yield return (size, false);
            if (size > 1)
                yield return (size, true);
        }
    }

    private static bool HasFreeDimension(TensorSpec input) => input.Shape.Any(size => size < 0);

    // The first dimension is the batch by convention; height, width and length come last. A free dimension before a fixed one may be either
    // (a recurrent state's batch, a feature matrix's length): `trailingOnly` takes it for a batch.
    private static long[] Fill(TensorSpec input, long freeSize, bool trailingOnly)
    {
        var lastFixed = trailingOnly ? input.Shape.ToList().FindLastIndex(size => size >= 0) : 0;
        return [.. input.Shape.Select((size, axis) => size >= 0 ? size : axis == 0 || axis < lastFixed ? 1 : freeSize)];
    }

    private static void RunOnce(InferenceSession session, ModelSignature signature, List<TensorSpec> inputs, Func<TensorSpec, long[]> shapeOf)
    {
        var values = new List<OrtValue>(inputs.Count);
        try
        {
            foreach (var input in inputs)
                values.Add(Zeros(input, shapeOf(input)));
            // A guess that does not suit the model is no error worth a line.
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var outputs = session.Run(options, inputs.ConvertAll(input => input.Name), values, signature.OutputNames);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    private static OrtValue Zeros(TensorSpec input, long[] shape)
    {
        if (input.Datatype.ElementType == TensorElementType.String)
            return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, input.Datatype.ElementType, shape);
        value.GetTensorMutableRawData().Clear();
        return value;
    }
}
