using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Benchmarks;

/// <summary>The same request on ONNX Runtime alone, in this process, with one thread and the server's session options: what a server adds to.</summary>
internal sealed class RawModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _names;
    private readonly List<OrtValue> _values;

    public RawModel(string file, params Tensor[] inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(file, options);
        _names = [.. inputs.Select(input => input.Name)];
        _values = [.. inputs.Select(Value)];
    }

    public void Run() => _session.Run(_options, _names, _values, _session.OutputNames).Dispose();

    public void Dispose()
    {
        _values.ForEach(value => value.Dispose());
        _options.Dispose();
        _session.Dispose();
    }

    private static OrtValue Value(Tensor tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, tensor.Datatype == "INT64" ? TensorElementType.Int64 : TensorElementType.Float, tensor.Shape);
        tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }
}
