using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Support;

/// <summary>A tensor as raw bytes, as it goes over the wire.</summary>
public sealed record TensorData(string Name, string Datatype, long[] Shape, byte[] Bytes)
{
    public static TensorData Floats(string name, long[] shape, params float[] values) =>
        new(name, "FP32", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static TensorData Longs(string name, long[] shape, params long[] values) =>
        new(name, "INT64", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Values that look like a normalised picture or sound and are the same in every run.</summary>
    public static TensorData Wave(string name, params long[] shape) =>
        Floats(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => MathF.Sin(i * 0.37f) * 0.9f)]);

    public float[] AsFloats() => MemoryMarshal.Cast<byte, float>(Bytes).ToArray();

    public long[] AsLongs() => MemoryMarshal.Cast<byte, long>(Bytes).ToArray();

    /// <summary>What ONNX Runtime itself makes of the inputs, in this process, without the server.</summary>
    public static IReadOnlyList<TensorData> RunRaw(string modelFile, params TensorData[] inputs)
    {
        using var session = new InferenceSession(modelFile);
        using var options = new RunOptions();
        var values = inputs.Select(input => input.ToOrtValue()).ToList();
        using var outputs = session.Run(options, [.. inputs.Select(input => input.Name)], values, session.OutputNames);
        values.ForEach(value => value.Dispose());
        return [.. outputs.Select((value, index) => new TensorData(session.OutputNames[index], "FP32", value.GetTensorTypeAndShape().Shape, value.GetTensorMutableRawData().ToArray()))];
    }

    private OrtValue ToOrtValue() => Datatype switch
    {
        "INT64" => OrtValue.CreateTensorValueFromMemory(AsLongs(), Shape),
        "BOOL" => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(Bytes, value => value != 0), Shape),
        _ => OrtValue.CreateTensorValueFromMemory(AsFloats(), Shape),
    };
}
