namespace InferenceServer.Optimisation.Onnx;

/// <summary>Field numbers and constants of ONNX's messages, from the ONNX project's <c>onnx.proto</c>; only those that are read or written here.</summary>
internal static class OnnxFields
{
    /// <summary>ModelProto.graph.</summary>
    public const int ModelGraph = 7;

    /// <summary>ModelProto.opset_import, with the domain in 1 and the version in 2.</summary>
    public const int ModelOperatorSets = 8;

    /// <summary>GraphProto.node.</summary>
    public const int GraphNode = 1;

    /// <summary>GraphProto.initializer.</summary>
    public const int GraphInitializer = 5;

    /// <summary>GraphProto.input, with the name in 1.</summary>
    public const int GraphInput = 11;

    /// <summary>GraphProto.output, with the name in 1.</summary>
    public const int GraphOutput = 12;

    /// <summary>NodeProto.input.</summary>
    public const int NodeInput = 1;

    /// <summary>NodeProto.output.</summary>
    public const int NodeOutput = 2;

    /// <summary>NodeProto.name.</summary>
    public const int NodeName = 3;

    /// <summary>NodeProto.op_type.</summary>
    public const int NodeOperator = 4;

    /// <summary>NodeProto.attribute.</summary>
    public const int NodeAttribute = 5;

    /// <summary>NodeProto.domain.</summary>
    public const int NodeDomain = 7;

    /// <summary>AttributeProto.name.</summary>
    public const int AttributeName = 1;

    /// <summary>AttributeProto.f.</summary>
    public const int AttributeFloat = 2;

    /// <summary>AttributeProto.i.</summary>
    public const int AttributeInteger = 3;

    /// <summary>AttributeProto.t.</summary>
    public const int AttributeTensor = 5;

    /// <summary>AttributeProto.g.</summary>
    public const int AttributeGraph = 6;

    /// <summary>AttributeProto.graphs.</summary>
    public const int AttributeGraphs = 11;

    /// <summary>TensorProto.dims.</summary>
    public const int TensorDimensions = 1;

    /// <summary>TensorProto.data_type.</summary>
    public const int TensorType = 2;

    /// <summary>TensorProto.float_data, packed.</summary>
    public const int TensorFloats = 4;

    /// <summary>TensorProto.name.</summary>
    public const int TensorName = 8;

    /// <summary>TensorProto.raw_data, little-endian.</summary>
    public const int TensorRaw = 9;

    /// <summary>TensorProto.data_location.</summary>
    public const int TensorLocation = 14;

    /// <summary>TensorProto.DataType.FLOAT.</summary>
    public const int Float = 1;

    /// <summary>TensorProto.DataType.INT8.</summary>
    public const int SignedByte = 3;

    /// <summary>TensorProto.DataLocation.EXTERNAL.</summary>
    public const int External = 1;
}
