using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>The runtime for a model, or why there is none.</summary>
/// <param name="Runtime">The runtime; null when none serves the model.</param>
/// <param name="Reason">Why there is none, see <see cref="ConditionReasons"/>; null when there is one.</param>
/// <param name="Message">What is missing and what exists; null when there is one.</param>
internal sealed record RuntimeChoice(InferenceRuntime? Runtime, string? Reason, string? Message)
{
    /// <summary>This runtime serves.</summary>
    public static RuntimeChoice Of(InferenceRuntime runtime) => new(runtime, null, null);

    /// <summary>None serves.</summary>
    public static RuntimeChoice None(string reason, string message) => new(null, reason, message);
}
