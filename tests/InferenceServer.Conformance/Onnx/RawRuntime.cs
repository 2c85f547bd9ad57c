using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Conformance.Onnx;

/// <summary>ONNX Runtime alone, in this process: what the server can be asked for.</summary>
internal static class RawRuntime
{
    private static readonly Dictionary<string, TensorElementType> Types = new()
    {
        ["BOOL"] = TensorElementType.Bool, ["UINT8"] = TensorElementType.UInt8, ["UINT16"] = TensorElementType.UInt16, ["UINT32"] = TensorElementType.UInt32,
        ["UINT64"] = TensorElementType.UInt64, ["INT8"] = TensorElementType.Int8, ["INT16"] = TensorElementType.Int16, ["INT32"] = TensorElementType.Int32,
        ["INT64"] = TensorElementType.Int64, ["FP16"] = TensorElementType.Float16, ["BF16"] = TensorElementType.BFloat16, ["FP32"] = TensorElementType.Float,
        ["FP64"] = TensorElementType.Double, ["BYTES"] = TensorElementType.String,
    };

    /// <summary>Opens a case and runs it on all its data.</summary>
    public static OpenedCase Open(OnnxCase test)
    {
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var session = new InferenceSession(test.Model, options);
            var odd = session.InputNames.Select(name => (Name: name, Of: session.InputMetadata[name], Input: true))
                .Concat(session.OutputNames.Select(name => (Name: name, Of: session.OutputMetadata[name], Input: false)))
                .Where(value => !IsCarried(value.Of, value.Input)).ToList();
            if (odd.Count > 0)
                return new OpenedCase(test, null, [], odd.Exists(value => value.Input), [.. odd.Select(value => value.Name)]);
            var optional = session.InputNames.Where(name => session.InputMetadata[name].OnnxValueType == OnnxValueType.ONNX_TYPE_OPTIONAL).ToList();
            var sets = test.Sets.Select(set => DataSet.Read(set, session.InputNames, session.OutputNames, optional)).ToList();
            // A tensor may be given for an optional one; that none is given cannot be said.
            if (sets.SelectMany(set => set.Inputs).FirstOrDefault(input => input.Datatype.Length == 0) is { } empty)
                return new OpenedCase(test, null, [], true, [empty.Name]);
            return new OpenedCase(test, sets.Select(set => Comparison.Difference(set.Outputs, Run(session, set.Inputs))).FirstOrDefault(difference => difference is not null), sets, false, []);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or InvalidDataException)
        {
            return new OpenedCase(test, exception.Message.ReplaceLineEndings(" "), [], false, []);
        }
    }

    private static bool IsCarried(NodeMetadata metadata, bool input) => input && metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_OPTIONAL
        ? IsCarried(metadata.AsOptionalMetadata().ElementMeta, input: false)
        : metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR && Types.ContainsValue(metadata.ElementDataType);

    private static List<Tensor> Run(InferenceSession session, IReadOnlyList<Tensor> inputs)
    {
        var values = inputs.Select(Value).ToList();
        try
        {
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var outputs = session.Run(options, [.. inputs.Select(input => input.Name)], values, session.OutputNames);
            return [.. outputs.Select((output, index) => Of(session.OutputNames[index], output))];
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    private static OrtValue Value(Tensor tensor)
    {
        if (tensor.Datatype == "BYTES")
        {
            var strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape);
            for (var index = 0; index < tensor.Strings.Count; index++)
                strings.StringTensorSetElementAt(tensor.Strings[index].AsSpan(), index);
            return strings;
        }

        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Types[tensor.Datatype], tensor.Shape);
        tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static Tensor Of(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var datatype = Types.Single(pair => pair.Value == info.ElementDataType).Key;
        return datatype == "BYTES"
            ? new Tensor(name, datatype, info.Shape, [], [.. Enumerable.Range(0, (int)info.ElementCount).Select(index => value.GetStringElementAsSpan(index).ToArray())])
            : new Tensor(name, datatype, info.Shape, value.GetTensorMutableRawData().ToArray(), []);
    }
}
