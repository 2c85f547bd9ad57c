using Google.Protobuf;

namespace InferenceServer.Conformance.Onnx;

/// <summary>Reads a <c>TensorProto</c> (onnx/onnx.proto) as the backend tests store one.</summary>
internal static class TensorFile
{
    private static readonly string[] Datatypes =
        ["", "FP32", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "BYTES", "BOOL", "FP16", "FP64", "UINT32", "UINT64", "", "", "BF16"];

    /// <summary>The tensor of an <c>OptionalProto</c>; one without a datatype where it holds none.</summary>
    public static Tensor ReadOptional(string file, string name)
    {
        var input = new CodedInputStream(File.ReadAllBytes(file));
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (tag >> 3 == 3)
                return Read(input.ReadBytes().ToByteArray(), name);
            input.SkipLastField();
        }

        return new Tensor(name, "", [], [], []);
    }

    /// <summary>The tensor of these bytes, under another name than its own.</summary>
    /// <exception cref="InvalidDataException">Its element type has no name in the protocol.</exception>
    public static Tensor Read(byte[] bytes, string name)
    {
        var input = new CodedInputStream(bytes);
        var (type, shape, raw) = (0, new List<long>(), (byte[]?)null);
        var (numbers, strings) = (new List<byte[]>(), new List<byte[]>());
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            var packed = (tag & 7) == 2;
            switch (tag >> 3)
            {
                case 1:
                    Each(input, packed, () => shape.Add(input.ReadInt64()));
                    break;
                case 2:
                    type = input.ReadInt32();
                    break;
                case 4:
                    Each(input, packed, () => numbers.Add(BitConverter.GetBytes(input.ReadFloat())));
                    break;
                case 5 or 7:
                    Each(input, packed, () => numbers.Add(BitConverter.GetBytes(input.ReadInt64())));
                    break;
                case 6:
                    strings.Add(input.ReadBytes().ToByteArray());
                    break;
                case 9:
                    raw = input.ReadBytes().ToByteArray();
                    break;
                case 10:
                    Each(input, packed, () => numbers.Add(BitConverter.GetBytes(input.ReadDouble())));
                    break;
                case 11:
                    Each(input, packed, () => numbers.Add(BitConverter.GetBytes(input.ReadUInt64())));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        var datatype = type < Datatypes.Length && Datatypes[type].Length > 0 ? Datatypes[type] : throw new InvalidDataException($"{name} has the element type {type}");
        // Narrow numbers lie in wider fields: their low bytes.
        return new Tensor(name, datatype, [.. shape], raw ?? [.. numbers.SelectMany(number => number[..Elements.Size(datatype)])], strings);
    }

    private static void Each(CodedInputStream input, bool packed, Action read)
    {
        if (!packed)
        {
            read();
            return;
        }

        var length = input.ReadLength();
        for (var end = input.Position + length; input.Position < end;)
            read();
    }
}
