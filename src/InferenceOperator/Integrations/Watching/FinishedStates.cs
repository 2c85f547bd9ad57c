using System.Text.Json;

namespace InferenceOperator.Integrations;

/// <summary>
/// Whether an object is over: a condition <c>Complete</c> (Job, TrainJob), <c>Completed</c> (JobSet), <c>Succeeded</c> (PyTorchJob) or
/// <c>Failed</c> that is True, or such a <c>status.jobDeploymentStatus</c> (RayJob). Pods that have ended hold no GPUs whatever this says.
/// </summary>
internal static class FinishedStates
{
    private static readonly string[] Words = ["Complete", "Completed", "Succeeded", "Failed"];

    /// <summary>Looks.</summary>
    /// <param name="fields">The object's fields beside its metadata.</param>
    /// <returns>True when it is over.</returns>
    public static bool Of(IReadOnlyDictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue("status", out var status) || status.ValueKind != JsonValueKind.Object)
            return false;
        return (Text(status, "jobDeploymentStatus") is { } state && Words.Contains(state))
            || (status.TryGetProperty("conditions", out var conditions) && conditions.ValueKind == JsonValueKind.Array
                && conditions.EnumerateArray().Any(condition => Text(condition, "status") == "True" && Words.Contains(Text(condition, "type"))));
    }

    private static string? Text(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
