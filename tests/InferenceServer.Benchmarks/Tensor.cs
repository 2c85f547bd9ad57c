using System.Runtime.InteropServices;

namespace InferenceServer.Benchmarks;

/// <summary>An input as it goes over the wire.</summary>
/// <param name="Name">The input.</param>
/// <param name="Datatype">The protocol's datatype.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Bytes">Elements, little-endian.</param>
internal sealed record Tensor(string Name, string Datatype, long[] Shape, byte[] Bytes)
{
    public static Tensor Wave(string name, params long[] shape) =>
        new(name, "FP32", shape, MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => MathF.Sin(i * 0.37f) * 0.9f)]).ToArray());

    public static Tensor Zeros(string name, params long[] shape) => new(name, "FP32", shape, new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]);

    public static Tensor Long(string name, long value) => new(name, "INT64", [], BitConverter.GetBytes(value));

    /// <summary>A request of Silero VAD: 32 ms of sound.</summary>
    public static Tensor[] VoiceActivity => [Wave("input", 1, 512), Zeros("state", 2, 1, 128), Long("sr", 16000)];
}
