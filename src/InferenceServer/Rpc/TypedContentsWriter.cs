using System.Buffers;
using System.Runtime.InteropServices;
using InferenceServer.Buffers;
using InferenceServer.Models;
using InferenceServer.Protocol;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Rpc;

/// <summary>Writes a tensor's elements as <c>contents</c>.</summary>
internal static class TypedContentsWriter
{
    /// <summary>Bytes of the <c>InferTensorContents</c> message of a value; 0 for a value without elements.</summary>
    public static long Size(TensorSpec spec, OrtValue value)
    {
        if (spec.Datatype.IsBytes)
            return StringsSize(value);
        var elements = ElementsSize(spec, value);
        return elements == 0 ? 0 : 1 + ProtobufWriting.VarintSize((ulong)elements) + elements;
    }

    /// <summary>Bytes of the field that holds a message of so many; none for an empty one.</summary>
    public static long FieldSize(long contents) => contents == 0 ? 0 : 1 + ProtobufWriting.VarintSize((ulong)contents) + contents;

    /// <summary>Writes the field; nothing when its message is empty.</summary>
    public static void Write(PooledBufferWriter writer, TensorSpec spec, OrtValue value, long contents)
    {
        if (contents == 0)
            return;
        writer.WriteLength(ProtocolFields.Tensor.Contents, contents);
        var field = TypedContents.FieldOf(spec.Datatype);
        if (spec.Datatype.IsBytes)
        {
            for (var index = 0; index < TensorJsonWriter.ElementCount(value); index++)
                writer.WriteBytes(field, value.GetStringElementAsSpan(index));
            return;
        }

        writer.WriteLength(field, ElementsSize(spec, value));
        if (TypedContents.WireOf(field) != WireType.Varint)
        {
            writer.Write(value.GetTensorMutableRawData());
            return;
        }

        var bytes = value.GetTensorMutableRawData();
        for (var position = 0; position < bytes.Length; position += spec.Datatype.Size)
            writer.WriteVarint(Element(spec.Datatype.ElementType, bytes[position..]));
    }

    private static long ElementsSize(TensorSpec spec, OrtValue value)
    {
        var bytes = value.GetTensorMutableRawData();
        if (TypedContents.WireOf(TypedContents.FieldOf(spec.Datatype)) != WireType.Varint)
            return bytes.Length;
        long size = 0;
        for (var position = 0; position < bytes.Length; position += spec.Datatype.Size)
            size += ProtobufWriting.VarintSize(Element(spec.Datatype.ElementType, bytes[position..]));
        return size;
    }

    private static long StringsSize(OrtValue value)
    {
        long size = 0;
        for (var index = 0; index < TensorJsonWriter.ElementCount(value); index++)
        {
            var length = value.GetStringElementAsSpan(index).Length;
            size += 1 + ProtobufWriting.VarintSize((ulong)length) + length;
        }

        return size;
    }

    // Negative numbers are ten bytes: protobuf widens them to 64 bits.
    private static ulong Element(TensorElementType type, ReadOnlySpan<byte> at) => type switch
    {
        TensorElementType.Bool => at[0] == 0 ? 0UL : 1UL,
        TensorElementType.UInt8 => at[0],
        TensorElementType.Int8 => (ulong)(long)(sbyte)at[0],
        TensorElementType.UInt16 => MemoryMarshal.Read<ushort>(at),
        TensorElementType.Int16 => (ulong)(long)MemoryMarshal.Read<short>(at),
        TensorElementType.UInt32 => MemoryMarshal.Read<uint>(at),
        TensorElementType.Int32 => (ulong)(long)MemoryMarshal.Read<int>(at),
        _ => MemoryMarshal.Read<ulong>(at),
    };
}
