using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Models;

/// <summary>
/// A tensor datatype of the Open Inference Protocol and its ONNX Runtime element type.
/// </summary>
/// <param name="Name">The protocol's name, as <c>FP32</c>.</param>
/// <param name="ElementType">ONNX Runtime's element type.</param>
/// <param name="Size">Bytes per element; 0 for BYTES, whose elements vary.</param>
internal sealed record TensorDatatype(string Name, TensorElementType ElementType, int Size)
{
    private static readonly TensorDatatype[] All =
    [
        new("BOOL", TensorElementType.Bool, 1),
        new("UINT8", TensorElementType.UInt8, 1),
        new("UINT16", TensorElementType.UInt16, 2),
        new("UINT32", TensorElementType.UInt32, 4),
        new("UINT64", TensorElementType.UInt64, 8),
        new("INT8", TensorElementType.Int8, 1),
        new("INT16", TensorElementType.Int16, 2),
        new("INT32", TensorElementType.Int32, 4),
        new("INT64", TensorElementType.Int64, 8),
        new("FP16", TensorElementType.Float16, 2),
        new("BF16", TensorElementType.BFloat16, 2),
        new("FP32", TensorElementType.Float, 4),
        new("FP64", TensorElementType.Double, 8),
        new("BYTES", TensorElementType.String, 0),
    ];

    /// <summary>Whether elements are byte strings of varying length.</summary>
    public bool IsBytes => Size == 0;

    /// <summary>The datatype of an ONNX Runtime element type; false where the protocol has no name for it (float8, int4, complex).</summary>
    public static bool TryFrom(TensorElementType elementType, [NotNullWhen(true)] out TensorDatatype? datatype)
    {
        datatype = Array.Find(All, candidate => candidate.ElementType == elementType);
        return datatype is not null;
    }

    /// <summary>The protocol's name that these bytes spell, without making a string; null when it is none.</summary>
    public static string? NameOf(ReadOnlySpan<byte> text)
    {
        foreach (var datatype in All)
        {
            if (Ascii.Equals(text, datatype.Name))
                return datatype.Name;
        }

        return null;
    }

    /// <summary>The datatype of a protocol name; false for an unknown one.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out TensorDatatype? datatype)
    {
        datatype = Array.Find(All, candidate => candidate.Name == name);
        return datatype is not null;
    }
}
