using System.Runtime.InteropServices;
using CsCheck;
using InferenceServer.Optimisation.Quantisation;

namespace InferenceServer.Tests.Optimisation;

/// <summary>Weights as whole numbers.</summary>
public sealed class QuantisedWeightsTests
{
    private static readonly Gen<(int Rows, int Columns, float[] Values)> Matrices =
        from rows in Gen.Int[1, 20]
        from columns in Gen.Int[1, 20]
        from values in Gen.Float[-100, 100].Array[rows * columns]
        select (rows, columns, values);

    [Fact]
    public void Are_within_half_a_step_of_the_floats_and_within_the_limit() => Gen.Select(Matrices, Gen.Bool.Select(narrow => narrow ? 64 : 127)).Sample((matrix, limit) =>
    {
        var weights = Of(matrix, transposed: false, limit)!;
        for (var index = 0; index < matrix.Values.Length; index++)
        {
            var scale = weights.Scales[index % matrix.Columns];
            var number = (sbyte)weights.Elements[index];
            Math.Abs((int)number).Should().BeLessThanOrEqualTo(limit);
            Math.Abs(matrix.Values[index] - number * scale).Should().BeLessThanOrEqualTo(scale * 0.5001f);
        }
    });

    [Fact]
    public void Are_the_same_from_the_transpose() => Matrices.Sample(matrix =>
    {
        var transpose = new float[matrix.Values.Length];
        for (var index = 0; index < transpose.Length; index++)
            transpose[index % matrix.Columns * matrix.Rows + index / matrix.Columns] = matrix.Values[index];

        Of((matrix.Rows, matrix.Columns, transpose), transposed: true).Should().BeEquivalentTo(Of(matrix, transposed: false));
    });

    [Fact]
    public void Have_a_scale_of_their_own_in_each_column()
    {
        var weights = Of((2, 3, [1, 1000, 0, -2, 500, 0]), transposed: false)!;

        weights.Scales.Should().Equal(2 / 127f, 1000 / 127f, 1);
        MemoryMarshal.Cast<byte, sbyte>(weights.Elements).ToArray().Should().Equal(64, 127, 0, -127, 64, 0);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Are_none_where_a_float_is_no_number(float value) => Of((1, 2, [1, value]), transposed: false).Should().BeNull();

    private static QuantisedWeights? Of((int Rows, int Columns, float[] Values) matrix, bool transposed, int limit = 127) =>
        QuantisedWeights.Of(MemoryMarshal.AsBytes(matrix.Values.AsSpan()), matrix.Rows, matrix.Columns, transposed, limit);
}
