using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Makes gRPC calls: a right one, broken in its message, its prefix, its method or its headers.</summary>
internal static class GrpcFuzz
{
    private const string Service = "/inference.GRPCInferenceService/";

    private static readonly string[] Methods =
        ["ServerLive", "ServerReady", "ModelReady", "ServerMetadata", "ModelMetadata", "RepositoryIndex", "RepositoryModelLoad", "ModelInfer", "Nothing", "", "ModelInfer/..", "modelinfer"];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("grpc-timeout", ["1n", "1u", "1S", "99999999H", "999999999H", "", "-1S", "1x", "S", "1.5S", "0S"]),
        ("grpc-encoding", ["gzip", "identity", "x", ""]),
        ("grpc-accept-encoding", ["gzip", "x,y"]),
        ("inference-priority", ["high", "low", "urgent", "", "0"]),
        ("x-any", Nasty.HeaderValues),
        ("x-any-bin", ["!!!", "AAAA", ""]),
    ];

    /// <summary>One call: a HEADERS frame's fields and the body, as <see cref="Http2Talk"/> sends them.</summary>
    public static GrpcCall Make(FuzzRandom random, bool isRight)
    {
        var model = random.Pick(FuzzModel.All);
        var raw = random.OnceIn(2) || model.Inputs[0].Datatype == "FP16";
        var message = Message(model, raw);
        var method = "ModelInfer";
        var headers = new List<(string, string)>();
        var contentType = "application/grpc";
        // Sometimes the message stays whole, so that what else is wrong is reached.
        var whole = isRight || random.OnceIn(5);
        if (!isRight)
        {
            for (var times = whole ? 0 : 1 + random.Next(3); times > 0; times--)
                ProtobufDamage.Break(message, random);
            if (random.OnceIn(10))
                method = random.Pick(Methods);
            if (random.OnceIn(10) && random.Pick(Headers) is var (name, values))
                headers.Add((name, random.Pick(values)));
            if (random.OnceIn(50))
                contentType = random.OnceIn(2) ? "application/grpc+proto" : random.Pick(Nasty.HeaderValues);
        }

        var bytes = ProtobufNode.Write(message);
        if (!isRight && random.OnceIn(5))
            bytes = ByteDamage.Break(bytes, random);
        var body = Prefixed(bytes, random, isRight, whole);
        // Fields of HTTP/2 hold no such characters; what else is wrong with a value is the server's to say.
        return new GrpcCall(
            Service + method, contentType.Replace("\t", "", StringComparison.Ordinal), [.. headers.Select(header => (header.Item1, header.Item2.Replace("\t", "", StringComparison.Ordinal).Trim()))],
            body, isRight);
    }

    private static List<ProtobufNode> Message(FuzzModel model, bool raw)
    {
        var message = new List<ProtobufNode> { ProtobufNode.Text(1, Encoding.UTF8.GetBytes(model.Name)), ProtobufNode.Text(3, [.. "i"u8]) };
        foreach (var (name, datatype, shape, json, bytes) in model.Inputs)
        {
            var input = ProtobufNode.Message(5, ProtobufNode.Text(1, Encoding.UTF8.GetBytes(name)), ProtobufNode.Text(2, Encoding.UTF8.GetBytes(datatype)));
            input.Children!.AddRange(shape.Select(size => ProtobufNode.Number(3, (ulong)size)));
            if (!raw)
                input.Children.Add(ProtobufNode.Message(5, Contents(datatype, json)));
            message.Add(input);
        }

        if (raw)
            message.AddRange(model.Inputs.Select(input => ProtobufNode.Text(7, input.Raw)));
        return message;
    }

    private static IEnumerable<ProtobufNode> Contents(string datatype, string[] elements) => datatype switch
    {
        "BYTES" => elements.Select(element => ProtobufNode.Text(8, Encoding.UTF8.GetBytes(element.Trim('"')))),
        "BOOL" => elements.Select(element => ProtobufNode.Number(1, element == "true" ? 1UL : 0)),
        "INT8" => elements.Select(element => ProtobufNode.Number(2, unchecked((ulong)long.Parse(element, CultureInfo.InvariantCulture)))),
        "INT64" => elements.Select(element => ProtobufNode.Number(3, unchecked((ulong)long.Parse(element, CultureInfo.InvariantCulture)))),
        "UINT64" => elements.Select(element => ProtobufNode.Number(5, ulong.Parse(element, CultureInfo.InvariantCulture))),
        // Packed, as generated clients write it.
        _ => [ProtobufNode.Text(6, [.. elements.SelectMany(element => BitConverter.GetBytes(float.Parse(element, CultureInfo.InvariantCulture)))])],
    };

    private static byte[] Prefixed(byte[] message, FuzzRandom random, bool isRight, bool whole)
    {
        byte[] body = [0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), message.Length);
        if (isRight || !whole && !random.OnceIn(8))
            return body;
        switch (random.Next(5))
        {
            case 0:
                body[0] = (byte)random.Next();
                return body;
            case 1:
                BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), message.Length + random.Next(20) - 10);
                return body;
            case 2:
                BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(1), (uint)random.Pick(Nasty.Varints));
                return body;
            case 3:
                return [.. body, .. body];
            default:
                return ByteDamage.Break(body, random);
        }
    }
}
