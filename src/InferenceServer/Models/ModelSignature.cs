using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>The inputs and outputs of a model that the protocol can carry.</summary>
internal sealed class ModelSignature
{
    private ModelSignature(IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs, IReadOnlyList<string> unservableOutputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        UnservableOutputs = unservableOutputs;
        OutputNames = [.. outputs.Select(output => output.Name)];
    }

    /// <summary>Inputs in the model's order, optional ones last.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>Tensor outputs in the model's order.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>Outputs that are sequences, maps or of a type without a protocol name: never answered, refused when asked for.</summary>
    public IReadOnlyList<string> UnservableOutputs { get; }

    /// <summary>Names of <see cref="Outputs"/>, the answer to a request that names none.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Reads the signature of a session.</summary>
    /// <exception cref="ModelLoadException">An input that cannot be sent by the protocol, or no output that can.</exception>
    public static ModelSignature Of(InferenceSession session)
    {
        var inputs = session.InputNames.Select(name => Input(name, session.InputMetadata[name], optional: false));
        var initializers = session.OverridableInitializerMetadata.Where(pair => Describe(pair.Key, pair.Value, true) is not null)
            .Select(pair => Input(pair.Key, pair.Value, optional: true));
        var outputs = session.OutputNames.Select(name => (name, spec: Describe(name, session.OutputMetadata[name], false))).ToList();
        var servable = outputs.Where(output => output.spec is not null).Select(output => output.spec!).ToList();
        if (servable.Count == 0)
            throw new ModelLoadException($"none of the model's outputs ({string.Join(", ", session.OutputNames.Select(name => $"{name} is {TypeName(session.OutputMetadata[name])}"))}) is a tensor of a type that the protocol carries");
        return new ModelSignature([.. inputs, .. initializers], servable, [.. outputs.Where(output => output.spec is null).Select(output => output.name)]);
    }

    /// <summary>The index of an input by name, or -1.</summary>
    public int InputIndex(string name) => IndexOf(Inputs, name);

    /// <summary>The input whose name these bytes spell, without making a string; null when there is none, or its name is not ASCII.</summary>
    public string? InputName(ReadOnlySpan<byte> text)
    {
        for (var index = 0; index < Inputs.Count; index++)
        {
            if (Ascii.Equals(text, Inputs[index].Name))
                return Inputs[index].Name;
        }

        return null;
    }

    /// <summary>The index of a tensor output by name, or -1.</summary>
    public int OutputIndex(string name) => IndexOf(Outputs, name);

    /// <summary>The form used in messages and logs: <c>(x FP32[-1,3]) -> (y FP32[-1,2])</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Inputs)}) -> ({string.Join(", ", Outputs)})";

    private static int IndexOf(IReadOnlyList<TensorSpec> tensors, string name)
    {
        for (var index = 0; index < tensors.Count; index++)
        {
            if (tensors[index].Name == name)
                return index;
        }

        return -1;
    }

    private static TensorSpec Input(string name, NodeMetadata metadata, bool optional) =>
        Describe(name, metadata, optional) ?? throw new ModelLoadException(
            $"input '{name}' is {TypeName(metadata)}; the protocol carries tensors of BOOL, (U)INT8-64, FP16, BF16, FP32, FP64 and BYTES");

    private static TensorSpec? Describe(string name, NodeMetadata metadata, bool optional)
    {
        if (metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_OPTIONAL)
            metadata = metadata.AsOptionalMetadata().ElementMeta;
        if (!metadata.IsTensor || !TensorDatatype.TryFrom(metadata.ElementDataType, out var datatype))
            return null;
        return new TensorSpec(name, datatype, [.. metadata.Dimensions.Select(size => size < 0 ? -1L : size)], optional);
    }

    private static string TypeName(NodeMetadata metadata) => metadata.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR => $"a tensor of {metadata.ElementDataType}",
        OnnxValueType.ONNX_TYPE_SEQUENCE => "a sequence",
        OnnxValueType.ONNX_TYPE_MAP => "a map",
        OnnxValueType.ONNX_TYPE_OPTIONAL => $"optional, {TypeName(metadata.AsOptionalMetadata().ElementMeta)}",
        OnnxValueType.ONNX_TYPE_SPARSETENSOR => "a sparse tensor",
        _ => metadata.OnnxValueType.ToString(),
    };
}
