using System.Text;
using System.Text.Json;

namespace InferenceOperator.LocalClusters.Pki;

/// <summary>Kubeconfig text (JSON, which is YAML) with everything inline.</summary>
public static class Kubeconfig
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="server">The API server's URL.</param>
    /// <param name="authorityPem">The certificate to trust it by.</param>
    /// <param name="user">The user's name within the file.</param>
    /// <param name="client">The user's certificate and key.</param>
    public static string Write(Uri server, string authorityPem, string user, PemPair client) => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = Named("local", "cluster", new Dictionary<string, string>
            {
                ["server"] = server.GetLeftPart(UriPartial.Authority),
                ["certificate-authority-data"] = Base64(authorityPem),
            }),
            ["users"] = Named(user, "user", new Dictionary<string, string>
            {
                ["client-certificate-data"] = Base64(client.Certificate),
                ["client-key-data"] = Base64(client.Key),
            }),
            ["contexts"] = Named("local", "context", new Dictionary<string, string> { ["cluster"] = "local", ["user"] = user }),
            ["current-context"] = "local",
        },
        Indented);

    private static object[] Named(string name, string kind, Dictionary<string, string> value) =>
        [new Dictionary<string, object> { ["name"] = name, [kind] = value }];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
