namespace InferenceServer.Conformance.Onnx;

/// <summary>A way to ask the server: transport and form of the tensors.</summary>
internal interface IWayIn
{
    /// <summary>Its name in the report.</summary>
    string Name { get; }

    /// <summary>Whether it has a form for all of these tensors.</summary>
    bool Carries(IReadOnlyList<Tensor> inputs);

    /// <summary>Asks.</summary>
    /// <exception cref="RefusedException">The server refused; the message is its own.</exception>
    Task<IReadOnlyList<Tensor>> AskAsync(string model, IReadOnlyList<Tensor> inputs);
}
