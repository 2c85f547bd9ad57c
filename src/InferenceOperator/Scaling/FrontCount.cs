using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Validation;
using k8s.Models;

namespace InferenceOperator.Scaling;

/// <summary>How many requests a model's front (gateway, activator) has seen, as it says in an annotation of the ModelDeployment.</summary>
/// <param name="Value">The count; null: the front says nothing, or nothing that can be read.</param>
/// <param name="Problem">What is wrong with the annotation and what to write; null when nothing is.</param>
internal readonly record struct FrontCount(long? Value, string? Problem)
{
    private const string Path = $"metadata.annotations[{Labels.FrontRequests}]";
    private const string Message = "write the number of requests seen so far, a whole number such as 42";

    /// <summary>Reads it.</summary>
    /// <param name="metadata">The model's.</param>
    /// <returns>The count, or what is wrong.</returns>
    public static FrontCount Read(V1ObjectMeta metadata)
    {
        if (metadata.Annotations is not { } annotations || !annotations.TryGetValue(Labels.FrontRequests, out var text))
            return default;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new FrontCount(count, null)
            : new FrontCount(null, new SpecViolation(Path, text.ReplaceLineEndings(" "), Message).ToString());
    }
}
