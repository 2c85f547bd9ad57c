using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace InferenceServer.Tests.Pull.Support;

/// <summary>A token server that a real registry believes: it signs what the registry then checks.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string Service = "registry.test";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TemporaryFolder _folder = new();
    private FileSite _site = null!;

    private TokenServer()
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=tokens", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public string Realm => $"{_site.Address}/token";

    /// <summary>What was asked with: the query and the Authorization header of each request.</summary>
    public List<(string Query, string Authorization)> Asked { get; } = [];

    /// <summary>The registry's configuration that sends its callers here.</summary>
    public string Auth => $"{{token: {{realm: \"{Realm}\", service: {Service}, issuer: tokens, rootcertbundle: \"{_folder.Write("tokens.pem", Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()))}\"}}}}";

    public static async Task<TokenServer> StartAsync(string user, string password)
    {
        var server = new TokenServer();
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        server._site = await FileSite.StartAsync(async context =>
        {
            var authorization = context.Request.Headers.Authorization.ToString();
            server.Asked.Add((context.Request.QueryString.ToString(), authorization));
            if (authorization == expected)
                await context.Response.WriteAsync(new JsonObject { ["token"] = server.Token(context.Request.Query["scope"].ToString()) }.ToJsonString());
            else
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }, tls: false);
        return server;
    }

    /// <summary>A token for a scope such as <c>repository:team/rec:pull,push</c>.</summary>
    public string Token(string scope)
    {
        var parts = scope.Split(':');
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = Encoded(new JsonObject { ["typ"] = "JWT", ["alg"] = "ES256", ["x5c"] = new JsonArray(Convert.ToBase64String(_certificate.RawData)) });
        var claims = Encoded(new JsonObject
        {
            ["iss"] = "tokens", ["sub"] = "", ["aud"] = Service, ["exp"] = now + 300, ["nbf"] = now - 60, ["iat"] = now, ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = new JsonArray(new JsonObject
            {
                ["type"] = parts[0], ["name"] = parts[1], ["actions"] = new JsonArray([.. parts[2].Split(',').Select(action => (JsonNode)action)]),
            }),
        });
        return $"{head}.{claims}.{Base64Url(_key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _key.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
    }

    private static string Encoded(JsonObject json) => Base64Url(JsonSerializer.SerializeToUtf8Bytes(json));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
