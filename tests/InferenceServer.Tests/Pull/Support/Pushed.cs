using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceServer.Tests.Pull.Support;

/// <summary>Pushes artifacts and images to a registry as tools do.</summary>
internal sealed class Pushed(Uri registry, string repository, AuthenticationHeaderValue? authorization = null) : IDisposable
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Raw = "application/octet-stream";
    public const string GzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    private readonly HttpClient _client = new() { DefaultRequestHeaders = { Authorization = authorization } };

    public static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    public static JsonObject Describe(byte[] content, string type, params (string Key, string Value)[] annotations) => new()
    {
        ["mediaType"] = type,
        ["digest"] = Digest(content),
        ["size"] = content.Length,
        ["annotations"] = new JsonObject(annotations.Select(annotation => KeyValuePair.Create(annotation.Key, (JsonNode?)annotation.Value))),
    };

    public static (byte[] Content, JsonObject Descriptor) Titled(string title, byte[] content) => (content, Describe(content, Raw, ("org.opencontainers.image.title", title)));

    public static (byte[] Content, JsonObject Descriptor) Archive(byte[] content, string type = GzipLayer) => (content, Describe(content, type));

    /// <summary>Pushes a manifest with its layers and returns its digest.</summary>
    public async Task<string> PushAsync(string tag, params (byte[] Content, JsonObject Descriptor)[] layers)
    {
        var config = "{}"u8.ToArray();
        await BlobAsync(config);
        foreach (var (content, _) in layers)
            await BlobAsync(content);
        return await ManifestAsync(tag, Manifest, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = Describe(config, "application/vnd.oci.image.config.v1+json"),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.Descriptor)]),
        });
    }

    /// <summary>Pushes an index of manifests that are there.</summary>
    public Task<string> IndexAsync(string tag, params (string Digest, string? Os, string? Architecture)[] manifests) => ManifestAsync(tag, Index, new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = Index,
        ["manifests"] = new JsonArray([.. manifests.Select(manifest => (JsonNode)new JsonObject
        {
            ["mediaType"] = Manifest,
            ["digest"] = manifest.Digest,
            ["size"] = 1,
            ["platform"] = manifest.Os is null ? null : new JsonObject { ["os"] = manifest.Os, ["architecture"] = manifest.Architecture },
        })]),
    });

    public void Dispose() => _client.Dispose();

    private async Task<string> ManifestAsync(string tag, string type, JsonObject manifest)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest);
        using var body = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        (await _client.PutAsync(new Uri(registry, $"v2/{repository}/manifests/{tag}"), body)).EnsureSuccessStatusCode();
        return Digest(bytes);
    }

    private async Task BlobAsync(byte[] content)
    {
        var begun = await _client.PostAsync(new Uri(registry, $"v2/{repository}/blobs/uploads/"), null);
        begun.EnsureSuccessStatusCode();
        var place = begun.Headers.Location!;
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(Raw) } };
        (await _client.PutAsync(new Uri($"{place}{(place.Query.Length > 0 ? '&' : '?')}digest={Digest(content)}"), body)).EnsureSuccessStatusCode();
    }
}
