using System.Runtime.InteropServices;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Optimisation.Accuracy;

/// <summary>
/// Inputs where nobody gave any: of the shapes that the model was warmed up with; numbers of a normal distribution (mean 0, variance 1, as
/// pictures, sounds and embeddings are usually normalised), whole numbers 0 or 1. The same in every run.
/// </summary>
internal static class GeneratedInputs
{
    /// <summary>How many sets.</summary>
    public const int Sets = 8;

    /// <summary>Makes the sets, one after the other.</summary>
    /// <param name="inputs">The inputs that have no default.</param>
    /// <param name="shapes">Their shapes, in the same order.</param>
    public static IEnumerable<ModelInputs> Make(IReadOnlyList<TensorSpec> inputs, IReadOnlyList<long[]> shapes)
    {
        for (var set = 1; set <= Sets; set++)
        {
            var random = new Random(set);
            yield return new ModelInputs([.. inputs.Select(input => input.Name)], [.. inputs.Select((input, index) => Value(input.Datatype, shapes[index], random))]);
        }
    }

    private static OrtValue Value(TensorDatatype datatype, long[] shape, Random random)
    {
        if (datatype.IsBytes)
            return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, datatype.ElementType, shape);
        var bytes = value.GetTensorMutableRawData();
        switch (datatype.ElementType)
        {
            case TensorElementType.Float:
                Fill<float>(bytes, () => (float)Normal(random));
                break;
            case TensorElementType.Double:
                Fill<double>(bytes, () => Normal(random));
                break;
            case TensorElementType.Float16:
                Fill<Half>(bytes, () => (Half)Normal(random));
                break;
            case TensorElementType.BFloat16:
                Fill<ushort>(bytes, () => Protocol.BrainFloat.FromSingle((float)Normal(random)));
                break;
            default:
                // Little-endian: 0 or 1 in the lowest byte is 0 or 1 of any width.
                bytes.Clear();
                for (var index = 0; index < bytes.Length; index += datatype.Size)
                    bytes[index] = (byte)random.Next(2);
                break;
        }

        return value;
    }

    private static void Fill<T>(Span<byte> bytes, Func<T> next)
        where T : struct
    {
        foreach (ref var element in MemoryMarshal.Cast<byte, T>(bytes))
            element = next();
    }

    // Box and Muller's transform of two uniform numbers; the first is never 0.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
