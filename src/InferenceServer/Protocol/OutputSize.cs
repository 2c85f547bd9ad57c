using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>Bounds what an answer carries: ONNX Runtime hands out a tensor's bytes as a span of their length cut to 32 bits.</summary>
internal static class OutputSize
{
    /// <summary>Requires an output that a span can hold.</summary>
    /// <exception cref="ProtocolException">It has 2 GiB or more.</exception>
    public static void Check(TensorSpec spec, OrtValue value) => Check(spec, value.GetTensorTypeAndShape().ElementCount);

    /// <summary>Requires so many elements to be what a span can hold.</summary>
    /// <exception cref="ProtocolException">They have 2 GiB or more.</exception>
    public static void Check(TensorSpec spec, long elements)
    {
        if (elements > int.MaxValue / Math.Max(spec.Datatype.Size, 1))
            throw ProtocolException.Invalid($"output '{spec.Name}' has {elements} elements of {spec.Datatype.Name}, more than the {int.MaxValue} bytes that an answer carries for each output; send fewer rows, or ask for other outputs");
    }
}
