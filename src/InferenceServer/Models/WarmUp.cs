using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>
/// Runs a model once on invented inputs (zeros, or where it refuses those, ones), so that the first real request does not pay for kernels, arenas and library loading, and so
/// that a provider that only fails when it runs (a missing cuDNN) is found before the model counts as ready.
/// </summary>
internal static class WarmUp
{
    // What free dimensions may be tried as: 1 suits sequences, 32 the strides of most vision backbones, 224 and 512 images and audio frames.
    private static readonly long[] FreeSizes = [1, 32, 64, 224, 512];

    // A warm-up must not be what a small pod runs out of memory by; the model makes at least as much again of its inputs.
    private const double LargestGuessBytes = 64 * 1024 * 1024;

    /// <summary>Runs the model; a free batch dimension is 1, other free dimensions the first size of a short list that the model accepts.</summary>
    /// <param name="session">The session to run.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="shapes">Shapes given by the model's owner, by input name; they are then the only ones tried.</param>
    /// <returns>What came of it.</returns>
    public static WarmUpResult Run(InferenceSession session, ModelSignature signature, IReadOnlyDictionary<string, long[]> shapes) =>
        Run(signature.Inputs, shapes, (inputs, sizes) => RunOnce(session, signature, inputs, sizes));

    /// <summary>Tries shapes for these inputs until one goes through.</summary>
    /// <param name="inputs">The model's inputs.</param>
    /// <param name="shapes">Shapes given by the model's owner, by input name.</param>
    /// <param name="run">Runs the model on invented values of these shapes; throws when it cannot.</param>
    /// <returns>What came of it.</returns>
    public static WarmUpResult Run(
        IReadOnlyList<TensorSpec> inputs, IReadOnlyDictionary<string, long[]> shapes, Action<List<TensorSpec>, List<long[]>> run)
    {
        var required = inputs.Where(input => !input.Optional || shapes.ContainsKey(input.Name)).ToList();
        var open = required.Where(input => !shapes.ContainsKey(input.Name) && input.Shape.Any(size => size < 0)).ToList();
        var guessed = open.Exists(input => input.Shape.Skip(1).Any(size => size < 0));
        var failures = new List<string>();
        var tried = new HashSet<string>();
        foreach (var (size, trailingOnly) in open.Count > 0 ? Guesses() : [(1, false)])
        {
            var sizes = required.ConvertAll(input => shapes.TryGetValue(input.Name, out var given) ? given : Fill(input, size, trailingOnly));
            // The first guess is the least that the model can be asked for, whatever its size.
            if (tried.Count > 0 && open.Sum(input => Bytes(input, sizes[required.IndexOf(input)])) > LargestGuessBytes)
                continue;
            if (!tried.Add(string.Join(';', sizes.Select(shape => string.Join(',', shape)))))
                continue;
            try
            {
                run(required, sizes);
                return new WarmUpResult(true, open.Count > 0, guessed, failures) { Shapes = sizes };
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                if (!failures.Contains(exception.Message))
                    failures.Add(exception.Message);
            }
        }

        return new WarmUpResult(false, open.Count > 0, guessed, failures);
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

    // A string is at least its 32 bytes in ONNX Runtime's memory.
    private static double Bytes(TensorSpec input, long[] shape) =>
        shape.Aggregate(input.Datatype.IsBytes ? 32.0 : input.Datatype.Size, (product, size) => product * size);

    // The first dimension is the batch by convention; height, width and length come last. A free dimension before a fixed one may be either
    // (a recurrent state's batch, a feature matrix's length): `trailingOnly` takes it for a batch.
    private static long[] Fill(TensorSpec input, long freeSize, bool trailingOnly)
    {
        var lastFixed = trailingOnly ? input.Shape.ToList().FindLastIndex(size => size >= 0) : 0;
        return [.. input.Shape.Select((size, axis) => size >= 0 ? size : axis == 0 || axis < lastFixed ? 1 : freeSize)];
    }

    // The values are invented as well, and zero is one that a divisor, a scale or a number in a string cannot have: ones are the second try.
    private static void RunOnce(InferenceSession session, ModelSignature signature, List<TensorSpec> inputs, List<long[]> sizes)
    {
        try
        {
            RunOnce(session, signature, inputs, sizes, InventedValues.Zeros);
        }
        catch (OnnxRuntimeException exception) when (!DeviceErrors.Is(exception.Message))
        {
            try
            {
                RunOnce(session, signature, inputs, sizes, InventedValues.Ones);
            }
            catch (OnnxRuntimeException again) when (!DeviceErrors.Is(again.Message))
            {
                throw exception;
            }
        }
    }

    private static void RunOnce(
        InferenceSession session, ModelSignature signature, List<TensorSpec> inputs, List<long[]> sizes, Func<TensorDatatype, long[], OrtValue> value)
    {
        var values = new List<OrtValue>(inputs.Count);
        try
        {
            for (var index = 0; index < inputs.Count; index++)
                values.Add(value(inputs[index].Datatype, sizes[index]));
            // A guess that does not suit the model is no error worth a line.
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var outputs = session.Run(options, inputs.ConvertAll(input => input.Name), values, signature.OutputNames);
        }
        finally
        {
            values.ForEach(given => given.Dispose());
        }
    }
}
