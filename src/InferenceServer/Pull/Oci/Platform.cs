namespace InferenceServer.Pull.Oci;

/// <summary>A kind of machine.</summary>
/// <param name="Os">Such as <c>linux</c>.</param>
/// <param name="Architecture">Such as <c>amd64</c>.</param>
internal sealed record Platform(string? Os, string? Architecture);
