namespace InferenceServer.Optimisation;

/// <summary>How far a graph is optimised before it is saved; ONNX Runtime's levels.</summary>
internal enum OptimisationLevel
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>What keeps the meaning on every provider: constants folded, nodes that do nothing removed.</summary>
    Basic,

    /// <summary>Also fusions for the provider that the nodes go to.</summary>
    Extended,

    /// <summary>Also data layouts for the hardware at hand.</summary>
    All,
}
