namespace InferenceOperator.Demo.Ocr;

/// <summary>Small sums over tensors.</summary>
internal static class TensorMath
{
    public static int IndexOfGreatest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }

        return best;
    }

    /// <summary>The greatest absolute difference of two tensors of the same length.</summary>
    public static double GreatestDifference(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length) return double.PositiveInfinity;
        var greatest = 0.0;
        for (var i = 0; i < one.Length; i++) greatest = Math.Max(greatest, Math.Abs(one[i] - other[i]));
        return greatest;
    }
}
