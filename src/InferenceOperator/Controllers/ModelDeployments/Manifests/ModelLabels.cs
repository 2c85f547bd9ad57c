using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>Labels of what the operator makes for a model.</summary>
internal static class ModelLabels
{
    /// <summary>The labels that select a model's pods. They never change for a model: a Deployment's selector cannot.</summary>
    /// <param name="model">The model's name.</param>
    /// <returns>The labels.</returns>
    public static Dictionary<string, string> Selector(string model) => new() { [Labels.Model] = model, [Labels.ManagedBy] = Labels.Manager };

    /// <summary>The labels of every child.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="runtime">The runtime's name.</param>
    /// <returns>The labels.</returns>
    public static Dictionary<string, string> All(string model, string runtime) => new(Selector(model))
    {
        [Labels.Name] = runtime,
        [Labels.Instance] = model,
        [Labels.Component] = "model",
    };

    /// <summary>The selector as the scale subresource spells it.</summary>
    /// <param name="model">The model's name.</param>
    /// <returns>Comma-separated key=value pairs.</returns>
    public static string SelectorText(string model) => string.Join(',', Selector(model).Select(pair => $"{pair.Key}={pair.Value}"));
}
