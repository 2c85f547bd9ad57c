using InferenceServer.Optimisation.Accuracy;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Optimisation;

/// <summary>How far answers are apart.</summary>
public sealed class OutputErrorTests
{
    [Theory]
    [InlineData(new[] { 3.0, 4.0 }, new[] { 3.0, 4.0 }, 0.0)]
    [InlineData(new[] { 3.0, 4.0 }, new[] { 3.0, 4.5 }, 0.1)]
    [InlineData(new[] { 300.0, 400.0 }, new[] { 300.0, 450.0 }, 0.1)]
    [InlineData(new[] { 0.0, 0.0 }, new[] { 0.0, 0.0 }, 0.0)]
    [InlineData(new[] { 0.0, 0.0 }, new[] { 0.0, 1.0 }, double.PositiveInfinity)]
    [InlineData(new[] { 1.0, double.NaN }, new[] { 1.0, double.NaN }, 0.0)]
    [InlineData(new[] { 1.0, 2.0 }, new[] { 1.0, double.NaN }, double.PositiveInfinity)]
    [InlineData(new[] { 1.0, double.PositiveInfinity }, new[] { 1.0, double.PositiveInfinity }, 0.0)]
    [InlineData(new[] { 1.0, double.PositiveInfinity }, new[] { 1.0, double.NegativeInfinity }, double.PositiveInfinity)]
    public void Is_the_length_of_the_difference_against_the_length_of_the_original(double[] original, double[] other, double expected)
    {
        var error = new OutputError();
        for (var index = 0; index < original.Length; index++)
            error.Add(original[index], other[index]);

        if (double.IsInfinity(expected))
            error.Value.Should().Be(expected);
        else
            error.Value.Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Counts_differing_elements_where_distance_means_nothing()
    {
        using var before = OrtValue.CreateTensorValueFromMemory(new long[] { 1, 2, 3, 4 }, [4]);
        using var after = OrtValue.CreateTensorValueFromMemory(new long[] { 1, 2, 3, 4_000_000 }, [4]);
        var error = new OutputError();

        error.Add(before, after);

        error.Value.Should().Be(0.25);
    }

    [Fact]
    public void Is_infinite_where_a_shape_differs()
    {
        using var before = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [2]);
        using var after = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);
        var error = new OutputError();

        error.Add(before, after);

        error.Value.Should().Be(double.PositiveInfinity);
    }
}
