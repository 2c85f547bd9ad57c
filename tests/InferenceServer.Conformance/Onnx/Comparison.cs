using System.Globalization;

namespace InferenceServer.Conformance.Onnx;

/// <summary>Compares as ONNX's own runner does: same datatype, same shape, |answer - expected| ≤ 1e-7 + 1e-3 × |expected|, NaN where NaN is expected.</summary>
internal static class Comparison
{
    private const double Relative = 1e-3;
    private const double Absolute = 1e-7;

    /// <summary>What differs; null when the outputs agree.</summary>
    public static string? Difference(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> answer)
    {
        if (expected.Count != answer.Count)
            return $"{answer.Count} outputs, expected {expected.Count}";
        return expected.Select((tensor, index) => Difference(tensor, answer[index])).FirstOrDefault(difference => difference is not null);
    }

    private static string? Difference(Tensor expected, Tensor answer)
    {
        if (answer.Name != expected.Name || answer.Datatype != expected.Datatype || !answer.Shape.SequenceEqual(expected.Shape))
            return $"{Describe(answer)}, expected {Describe(expected)}";
        if (expected.Datatype == "BYTES")
            return Enumerable.Range(0, expected.Strings.Count).All(index => answer.Strings[index].SequenceEqual(expected.Strings[index])) ? null : $"'{expected.Name}' has other strings";
        var size = Elements.Size(expected.Datatype);
        if (answer.Bytes.Length != expected.Elements * size)
            return $"'{expected.Name}' has {answer.Bytes.Length} bytes for {expected.Elements} elements";
        for (var position = 0; position < expected.Bytes.Length; position += size)
        {
            var (wanted, got) = (Value(expected.Datatype, expected.Bytes.AsSpan(position)), Value(answer.Datatype, answer.Bytes.AsSpan(position)));
            if (!Agree(wanted, got))
                return string.Create(CultureInfo.InvariantCulture, $"element {position / size} of '{expected.Name}' is {got}, expected {wanted}");
        }

        return null;
    }

    private static bool Agree(double expected, double answer) =>
        expected.Equals(answer) || Math.Abs(answer - expected) <= Absolute + Relative * Math.Abs(expected) && double.IsFinite(expected);

    private static double Value(string datatype, ReadOnlySpan<byte> at) => Elements.IsFloat(datatype) ? Elements.Float(datatype, at) : (double)Elements.Whole(datatype, at);

    private static string Describe(Tensor tensor) => $"{tensor.Name} {tensor.Datatype}[{string.Join(',', tensor.Shape)}]";
}
