using System.Text.RegularExpressions;
using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>The rules a ModelDeployment must keep.</summary>
internal static partial class ModelRules
{
    /// <summary>Every rule that the model breaks.</summary>
    /// <param name="model">The model.</param>
    /// <returns>A sentence a rule, with what to write instead; empty when all is well.</returns>
    public static IReadOnlyList<string> Problems(ModelDeployment model) => [.. NameProblems(model.Metadata.Name)];

    // The Service carries the model's name, and Services are stricter than other objects.
    private static IEnumerable<string> NameProblems(string name)
    {
        if (name.Length > 63 || !ServiceName().IsMatch(name))
            yield return $"metadata.name is \"{name}\", and the model's Service cannot be called so: write at most 63 lower-case letters, digits and dashes, a letter first";
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex ServiceName();
}
