using System.Runtime.InteropServices;

namespace InferenceServer.Optimisation.Quantisation;

/// <summary>A matrix of weights as whole numbers: weight = number × scale of its column.</summary>
/// <param name="Elements">The numbers, rows × columns, row-major; a signed byte each.</param>
/// <param name="Scales">The columns' scales.</param>
internal sealed record QuantisedWeights(byte[] Elements, float[] Scales)
{
    /// <summary>
    /// Rounds weights to whole numbers in [-limit, limit], symmetric and by column (an output channel each): scale = max |w| / limit. That is
    /// linear quantisation as ONNX Runtime's own tools do it, without a zero point, so that a weight of 0 stays 0.
    /// </summary>
    /// <param name="floats">Little-endian floats: rows × columns, or columns × rows when <paramref name="transposed"/>.</param>
    /// <param name="rows">The sum's length.</param>
    /// <param name="columns">Output channels.</param>
    /// <param name="transposed">Whether a column of the result lies in one piece.</param>
    /// <param name="limit">The largest number, up to 127.</param>
    /// <returns>The numbers; null when a weight is not finite.</returns>
    public static QuantisedWeights? Of(ReadOnlySpan<byte> floats, int rows, int columns, bool transposed, int limit)
    {
        var values = MemoryMarshal.Cast<byte, float>(floats);
        var elements = new byte[rows * columns];
        var largest = new float[columns];
        for (var index = 0; index < values.Length; index++)
        {
            var magnitude = MathF.Abs(values[index]);
            if (!float.IsFinite(magnitude))
                return null;
            var column = transposed ? index / rows : index % columns;
            largest[column] = MathF.Max(largest[column], magnitude);
        }

        // A column of zeros, or of numbers so small that their scale would vanish, is zero at any scale.
        var scales = Array.ConvertAll(largest, magnitude => magnitude / limit is > 1e-30f and var scale ? scale : 1);
        for (var index = 0; index < values.Length; index++)
        {
            var (row, column) = transposed ? (index % rows, index / rows) : (index / columns, index % columns);
            elements[row * columns + column] = unchecked((byte)(sbyte)MathF.Round(values[index] / scales[column]));
        }

        return new QuantisedWeights(elements, scales);
    }
}
