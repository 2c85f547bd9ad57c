using InferenceServer.Optimisation.Onnx;

namespace InferenceServer.Optimisation.Quantisation;

/// <summary>The constants that nodes of a graph may name: its own, and those of the graphs around it.</summary>
/// <param name="outer">The scope around; null for the model's graph.</param>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, OnnxTensor?> _constants = [];

    /// <summary>Adds what a graph defines.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="constant">Its tensor; null for a value that is computed or given, which hides an outer one of that name.</param>
    public void Define(string name, OnnxTensor? constant) => _constants[name] = constant;

    /// <summary>The constant of a name; null when there is none.</summary>
    public OnnxTensor? Find(string name) => _constants.TryGetValue(name, out var constant) ? constant : outer?.Find(name);
}
