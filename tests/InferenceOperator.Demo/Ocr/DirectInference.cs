using Microsoft.ML.OnnxRuntime;

namespace InferenceOperator.Demo.Ocr;

/// <summary>The same model on ONNX Runtime in this process: what the server's answers are checked against.</summary>
internal sealed class DirectInference(string modelFile) : IDisposable
{
    private readonly InferenceSession _session = new(modelFile);

    public string InputName => _session.InputNames[0];

    /// <summary>Runs the model on one tensor.</summary>
    public Tensor Run(Tensor input)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(input.Values, [.. input.Shape]);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, [InputName], [value], _session.OutputNames);
        return new Tensor([.. outputs[0].GetTensorTypeAndShape().Shape], outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    public void Dispose() => _session.Dispose();
}
