using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Tests.Support.Load;

/// <summary>A picture for the orientation model, as callers send it.</summary>
internal static class LoadRequests
{
    private static readonly long[] Shape = [1, 3, 48, 192];

    private static byte[] Picture => MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, 3 * 48 * 192).Select(index => MathF.Sin(index * 0.37f) * 0.9f)]).ToArray();

    /// <summary>By HTTP/1.1, headers and all.</summary>
    public static byte[] Rest(string model)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[{{string.Join(',', Shape)}}],"parameters":{"binary_data_size":{{Picture.Length}} } }] }""");
        var head = $"POST /v2/models/{model}/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: {json.Length + Picture.Length}\r\nInference-Header-Content-Length: {json.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. json, .. Picture];
    }

    /// <summary>The message of gRPC.</summary>
    public static byte[] Grpc(string model) => new ModelInferRequest
    {
        ModelName = model,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { Shape } } },
        RawInputContents = { ByteString.CopyFrom(Picture) },
    }.ToByteArray();
}
