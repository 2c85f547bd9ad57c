namespace InferenceServer.Optimisation.Onnx;

/// <summary>Whether a model keeps weights in other files.</summary>
internal static class ExternalData
{
    /// <summary>Looks into a model's graph and those inside it.</summary>
    /// <exception cref="Protocol.ProtocolException">The bytes are no model.</exception>
    public static bool IsUsed(ReadOnlyMemory<byte> model) =>
        MessageField.Of(model).Where(field => field.Number == OnnxFields.ModelGraph).Any(field => InGraph(field.Content));

    private static bool InGraph(ReadOnlyMemory<byte> graph) => MessageField.Of(graph).Any(field => field.Number switch
    {
        OnnxFields.GraphInitializer => OnnxTensor.Of(field.Content).IsExternal,
        OnnxFields.GraphNode => InNode(OnnxNode.Of(field.Content)),
        _ => false,
    });

    private static bool InNode(OnnxNode node) =>
        node.Is("Constant") && node.Tensor("value") is { IsExternal: true } || node.Graphs.Any(InGraph);
}
