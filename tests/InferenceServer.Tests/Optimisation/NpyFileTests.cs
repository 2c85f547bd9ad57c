using InferenceServer.Optimisation.Accuracy;
using InferenceServer.Tests.Optimisation.Support;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Optimisation;

/// <summary>NumPy's files.</summary>
public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("<f4", "(2, 3)", 1, 24, "FP32", new long[] { 2, 3 })]
    [InlineData("<i8", "(2,)", 2, 16, "INT64", new long[] { 2 })]
    [InlineData("|b1", "()", 1, 1, "BOOL", new long[0])]
    [InlineData("<f2", "(1, 0, 7)", 3, 0, "FP16", new long[] { 1, 0, 7 })]
    public void Are_read_in_their_versions(string type, string shape, byte version, int bytes, string datatype, long[] sizes)
    {
        byte[] elements = [.. Enumerable.Range(1, bytes).Select(value => (byte)value)];

        var array = NpyFile.Read(_folder.Write("x.npy", NpyWriter.Write(type, shape, elements, version: version)));

        array.Datatype.Should().Be(datatype);
        array.Shape.Should().Equal(sizes);
        array.Elements.Should().Equal(elements);
    }

    public static TheoryData<byte[], string> Broken => new()
    {
        { [1, 2, 3], "is no .npy file" },
        { [0x93, .. "NUMPY"u8, 1, 0, 255, 255, 1, 2, 3], "ends in its header" },
        { NpyWriter.Write("<c8", "(1,)", new byte[8]), "has elements of type '<c8'; save it with one of |b1*" },
        { NpyWriter.Write(">f4", "(1,)", new byte[4]), "has elements of type '>f4'*" },
        { NpyWriter.Write("<f4", "(2, 2)", new byte[16], fortran: true), "is in Fortran's order; save numpy.ascontiguousarray of it" },
        { NpyWriter.Write("<f4", "(2, 2)", new byte[12]), "has 12 bytes of elements, which is not what its shape (2, 2) says" },
        { NpyWriter.Write("<f4", "(99999999, 99999999, 99999999)", new byte[4]), "has 4 bytes of elements*" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Are_refused_with_the_reason(byte[] content, string reason)
    {
        var read = () => NpyFile.Read(_folder.Write("x.npy", content));

        read.Should().Throw<FormatException>().WithMessage(reason);
    }

    public void Dispose() => _folder.Dispose();
}
