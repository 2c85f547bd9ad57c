using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace InferenceServer.Pull.Oci;

/// <summary>Where a registry wants its tokens from: <c>WWW-Authenticate: Bearer realm="…",service="…",scope="…"</c>.</summary>
/// <param name="Realm">The token server.</param>
/// <param name="Service">What it shall call the registry; null when not said.</param>
/// <param name="Scope">What the token shall allow; null when not said.</param>
internal sealed partial record Challenge(string Realm, string? Service, string? Scope)
{
    /// <summary>Reads the challenge of an answer 401; null when it asks for no token.</summary>
    public static Challenge? Read(HttpResponseHeaders headers)
    {
        var bearer = headers.WwwAuthenticate.FirstOrDefault(value => value.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase));
        if (bearer?.Parameter is not { } text)
            return null;
        var parameters = Parameter().Matches(text).ToLookup(match => match.Groups["name"].Value.ToLowerInvariant(), match => match.Groups["value"].Value);
        return parameters["realm"].FirstOrDefault() is { } realm ? new Challenge(realm, parameters["service"].FirstOrDefault(), parameters["scope"].FirstOrDefault()) : null;
    }

    /// <summary>Whether an answer asks for user and password.</summary>
    public static bool AsksForBasic(HttpResponseHeaders headers) => headers.WwwAuthenticate.Any(value => value.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("""(?<name>[A-Za-z]+)="(?<value>[^"]*)"|(?<name>[A-Za-z]+)=(?<value>[^",\s]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
