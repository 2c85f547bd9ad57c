using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Oci;

/// <summary>Credentials of one registry.</summary>
/// <param name="Auth">User and password as <c>user:password</c> in base64.</param>
/// <param name="Username">The user.</param>
/// <param name="Password">The password.</param>
/// <param name="RegistryToken">A token that the registry takes as it is.</param>
/// <param name="IdentityToken">A token that is exchanged for others, which this server does not do.</param>
internal sealed record DockerAuth(
    string? Auth,
    string? Username,
    string? Password,
    [property: JsonPropertyName("registrytoken")] string? RegistryToken,
    [property: JsonPropertyName("identitytoken")] string? IdentityToken)
{
    /// <summary>What authorizes at the registry, or at its token server.</summary>
    /// <exception cref="PullException">The entry is malformed, or has an identity token alone.</exception>
    public AuthenticationHeaderValue? Header()
    {
        if (RegistryToken is { Length: > 0 } token)
            return new AuthenticationHeaderValue("Bearer", token);
        if (Username is { Length: > 0 } user && Password is not null)
            return PullContext.Basic(user, Password);
        if (Auth is { Length: > 0 } auth)
            return Decoded(auth) is { } pair ? PullContext.Basic(pair.User, pair.Password) : throw Wrong("an auth that is not user:password in base64");
        return IdentityToken is { Length: > 0 } ? throw Wrong("an identitytoken alone; write username and password") : null;
    }

    private static (string User, string Password)? Decoded(string auth)
    {
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? (text[..colon], text[(colon + 1)..]) : null;
    }

    private static PullException Wrong(string what) => new(ExitCodes.Usage, $"the key .dockerconfigjson of the model's Secret holds {what}");
}
