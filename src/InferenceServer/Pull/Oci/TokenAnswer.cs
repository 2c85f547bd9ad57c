using System.Text.Json.Serialization;

namespace InferenceServer.Pull.Oci;

/// <summary>What a registry's token server answers; the two names stand for the same.</summary>
/// <param name="Token">The token.</param>
/// <param name="AccessToken">The token, as OAuth 2 calls it.</param>
internal sealed record TokenAnswer(string? Token, [property: JsonPropertyName("access_token")] string? AccessToken);
