using System.Reflection;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Support;

/// <summary>Fails runs with words of ONNX Runtime's, as a device that no test machine has would.</summary>
internal sealed class FailingExecutor(IModelExecutor inner) : IModelExecutor
{
    /// <summary>What the next runs fail with; null lets them through.</summary>
    public string? Message { get; set; }

    public bool IsFull => false;

    public ValueTask<InferenceOutputs> ExecuteAsync(InferenceInputs inputs, CancellationToken cancellationToken) =>
        Message is null ? inner.ExecuteAsync(inputs, cancellationToken) : throw Failure(Message);

    private static Exception Failure(string message)
    {
        var constructor = typeof(OnnxRuntimeException).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single(candidate => candidate.GetParameters().Length == 2);
        return (Exception)constructor.Invoke([Enum.ToObject(constructor.GetParameters()[0].ParameterType, 1), message]);
    }
}
