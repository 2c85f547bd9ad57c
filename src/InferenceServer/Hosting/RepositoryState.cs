namespace InferenceServer.Hosting;

/// <summary>A line of the repository's index.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version; empty where none was looked for.</param>
/// <param name="State"><see cref="Ready"/>, <see cref="Loading"/> or <see cref="Unavailable"/>.</param>
/// <param name="Reason">Why it is in this state; empty when it is ready.</param>
internal sealed record RepositoryState(string Name, string Version, string State, string Reason)
{
    /// <summary>It answers requests.</summary>
    public const string Ready = "READY";

    /// <summary>It is being loaded.</summary>
    public const string Loading = "LOADING";

    /// <summary>It does not answer.</summary>
    public const string Unavailable = "UNAVAILABLE";
}
