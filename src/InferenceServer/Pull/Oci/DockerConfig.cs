namespace InferenceServer.Pull.Oci;

/// <summary>The key <c>.dockerconfigjson</c> of a Secret of the type kubernetes.io/dockerconfigjson.</summary>
/// <param name="Auths">Credentials by registry, which may be written with scheme and path.</param>
internal sealed record DockerConfig(Dictionary<string, DockerAuth>? Auths)
{
    /// <summary>The credentials for a repository: the entry with the longest matching path; null when no entry matches.</summary>
    public DockerAuth? For(OciAddress address)
    {
        var wanted = $"{address.Host}/{address.ServerRepository}";
        return (Auths ?? []).Select(entry => (Place: Place(entry.Key), Auth: entry.Value))
            .Where(entry => Paths.IsWithin(wanted, entry.Place) || Paths.IsWithin($"{address.Server}/{address.ServerRepository}", entry.Place))
            .OrderByDescending(entry => entry.Place.Length)
            .Select(entry => entry.Auth)
            .FirstOrDefault();
    }

    // Old tools write the address of the interface: https://index.docker.io/v1/.
    private static string Place(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var place = (scheme < 0 ? key : key[(scheme + 3)..]).TrimEnd('/');
        var version = place.IndexOf("/v1", StringComparison.Ordinal) is var first and >= 0 ? first : place.IndexOf("/v2", StringComparison.Ordinal);
        place = version > 0 && version + 3 == place.Length ? place[..version] : place;
        return place == "index.docker.io" ? "registry-1.docker.io" : place;
    }
}
