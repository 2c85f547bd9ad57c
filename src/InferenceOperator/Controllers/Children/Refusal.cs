using System.Net;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Controllers.Children;

/// <summary>
/// An answer of the API server that asking again soon does not change: a quota, an admission policy, or a value that only the server finds
/// wrong. It is told in the status, in the server's words, and tried again now and then.
/// </summary>
internal static class Refusal
{
    /// <summary>When to try again what was refused.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    /// <summary>Whether an error is a refusal.</summary>
    /// <param name="error">The error.</param>
    /// <returns>True when it is.</returns>
    public static bool Is(KubernetesApiException error) =>
        error.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest;
}
