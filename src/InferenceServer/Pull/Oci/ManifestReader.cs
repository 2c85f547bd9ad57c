using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.Oci;

/// <summary>Reads a repository's manifest; of an index the one for this machine, or its only one.</summary>
internal sealed class ManifestReader(Registry registry, OciAddress address)
{
    private const string ImageManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string ImageIndex = "application/vnd.oci.image.index.v1+json";
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    private const string AttestationType = "vnd.docker.reference.type";

    /// <summary>Reads it.</summary>
    /// <exception cref="PullException">It is not there, is not what its digest says, or is for other machines.</exception>
    public async Task<ManifestDocument> ReadAsync(CancellationToken cancellationToken)
    {
        var manifest = await GetAsync(address.Reference, address.Digest, cancellationToken);
        if (manifest.Manifests is not { Length: > 0 } manifests)
            return manifest;
        var chosen = Choose(manifests);
        var inner = await GetAsync(chosen, chosen, cancellationToken);
        return inner.Manifests is null ? inner : throw Wrong("its index leads to another index");
    }

    private string Choose(Descriptor[] manifests)
    {
        // Signatures and attestations stand in the index as well, for an unknown platform.
        var images = manifests.Where(manifest => manifest.Annotation(AttestationType) is null && manifest.Platform?.Os != "unknown").ToList();
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var chosen = images.Count == 1 ? images[0] : images.FirstOrDefault(manifest => manifest.Platform is { Os: "linux" } platform && platform.Architecture == architecture);
        if (chosen is null)
            throw Wrong($"its index has {string.Join(", ", images.Select(Show))} and nothing for linux/{architecture}; write the digest of the one to take");
        return chosen.Sha256 is not null ? chosen.Digest! : throw Wrong("its index names a manifest by another digest than sha256");
    }

    private static string Show(Descriptor manifest) => manifest.Platform is { } platform ? $"{platform.Os}/{platform.Architecture}" : "one for no platform";

    private Task<ManifestDocument> GetAsync(string reference, string? digest, CancellationToken cancellationToken) => registry.AskAsync(async token =>
    {
        using var response = await registry.SendAsync($"manifests/{reference}", request =>
        {
            foreach (var type in new[] { ImageManifest, ImageIndex, DockerManifest, DockerList })
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }, token);
        Answers.RequireOk(address.Shown, response, Registry.Hint);
        var document = await registry.ReadAsync(response, token);
        var sha256 = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(document))}";
        // Of a tag the registry itself says the digest; a proxy that changes manifests is found out.
        var expected = digest ?? (response.Headers.TryGetValues("Docker-Content-Digest", out var said) ? said.First() : null);
        if (expected?.StartsWith("sha256:", StringComparison.Ordinal) == true && expected != sha256)
            throw new PullException(ExitCodes.ChecksumMismatch, $"{address.Shown}: the manifest has the digest {sha256}, expected {expected}");
        var manifest = PullContext.Parse(address.Shown, document, PullJson.Default.ManifestDocument);
        return manifest.SchemaVersion == 2 ? manifest : throw Wrong($"its manifest is of schema {manifest.SchemaVersion}, not 2; push it again with a current tool");
    }, cancellationToken);

    private PullException Wrong(string what) => new(ExitCodes.NotFound, $"{address.Shown}: {what}");
}
