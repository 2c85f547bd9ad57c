namespace InferenceServer.Pull.Oci;

/// <summary>A manifest, or an index of manifests: of OCI's image specification or of Docker's second schema, which name these fields alike.</summary>
/// <param name="MediaType">What it is; OCI documents may leave it out.</param>
/// <param name="SchemaVersion">2; Docker's first schema has 1.</param>
/// <param name="Layers">A manifest's layers, in order.</param>
/// <param name="Manifests">An index's manifests.</param>
internal sealed record ManifestDocument(string? MediaType, int SchemaVersion, Descriptor[]? Layers, Descriptor[]? Manifests);
