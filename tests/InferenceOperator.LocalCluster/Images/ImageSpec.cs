namespace InferenceOperator.LocalClusters.Images;

/// <summary>An image: its name and how a container of it starts, as in the OCI image configuration.</summary>
/// <param name="Name">
/// <c>NAME:TAG</c>; containerd files it under <c>docker.io/</c> (<c>docker.io/library/</c> without a slash), which is
/// also what the kubelet asks for, so that <c>imagePullPolicy: IfNotPresent</c> finds it.
/// </param>
public sealed record ImageSpec(string Name)
{
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary><c>UID:GID</c>; root when empty.</summary>
    public string User { get; init; } = "";

    public string WorkingDirectory { get; init; } = "/";
}
