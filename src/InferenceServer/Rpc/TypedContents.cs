using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Rpc;

/// <summary>Which field of <c>InferTensorContents</c> holds which datatype.</summary>
internal static class TypedContents
{
    /// <summary>The field of a datatype; 0 for FP16 and BF16, which have none.</summary>
    public static int FieldOf(TensorDatatype datatype) => datatype.ElementType switch
    {
        TensorElementType.Bool => ProtocolFields.Contents.Bool,
        TensorElementType.Int8 or TensorElementType.Int16 or TensorElementType.Int32 => ProtocolFields.Contents.Int,
        TensorElementType.Int64 => ProtocolFields.Contents.Int64,
        TensorElementType.UInt8 or TensorElementType.UInt16 or TensorElementType.UInt32 => ProtocolFields.Contents.UInt,
        TensorElementType.UInt64 => ProtocolFields.Contents.UInt64,
        TensorElementType.Float => ProtocolFields.Contents.Fp32,
        TensorElementType.Double => ProtocolFields.Contents.Fp64,
        TensorElementType.String => ProtocolFields.Contents.Bytes,
        _ => 0,
    };

    /// <summary>How an element of a field is written.</summary>
    public static WireType WireOf(int field) => field switch
    {
        ProtocolFields.Contents.Fp32 => WireType.Fixed32,
        ProtocolFields.Contents.Fp64 => WireType.Fixed64,
        ProtocolFields.Contents.Bytes => WireType.Length,
        _ => WireType.Varint,
    };

    /// <summary>The least bytes that an element takes in a message.</summary>
    public static int LeastBytes(TensorDatatype datatype) => WireOf(FieldOf(datatype)) switch
    {
        WireType.Fixed32 => 4,
        WireType.Fixed64 => 8,
        // A tag and a length.
        WireType.Length => 2,
        _ => 1,
    };
}
