using InferenceServer.Models;
using InferenceServer.Protocol;

namespace InferenceServer.Tests.Serving;

public sealed class OutputSizeTests
{
    [Theory]
    [InlineData("FP32", 536_870_911, true)]
    [InlineData("FP32", 536_870_912, false)]
    [InlineData("FP32", 1_073_741_824, false)]
    [InlineData("FP64", 1L << 60, false)]
    [InlineData("UINT8", int.MaxValue, true)]
    [InlineData("BYTES", 1L << 31, false)]
    public void Refuses_an_output_that_could_only_be_answered_in_part(string datatype, long elements, bool fits)
    {
        TensorDatatype.TryParse(datatype, out var type).Should().BeTrue();
        var check = () => OutputSize.Check(new TensorSpec("y", type!, [-1]), elements);

        if (fits)
            check.Should().NotThrow();
        else
            check.Should().Throw<ProtocolException>().WithMessage($"output 'y' has {elements} elements of {datatype}*");
    }
}
