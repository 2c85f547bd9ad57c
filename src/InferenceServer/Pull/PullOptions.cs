namespace InferenceServer.Pull;

/// <summary>What <c>pull</c> was asked for.</summary>
/// <param name="Uri">Where the model is.</param>
/// <param name="Directory">Where it shall be.</param>
internal sealed record PullOptions(string Uri, string Directory)
{
    /// <summary>Name of the file or directory in <see cref="Directory"/>; null takes the URI's last segment.</summary>
    public string? Name { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the file; null checks nothing.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where the claim of a <c>pvc://</c> URI is mounted.</summary>
    public string? PvcRoot { get; init; }

    /// <summary>Whether <c>http://</c> is accepted.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Whether a server may send the pull on to loopback, link-local and private addresses.</summary>
    public bool AllowPrivateRedirects { get; init; }

    /// <summary>Where the model's Secret is mounted, one file a key; null for none.</summary>
    public string? SecretDirectory { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>PEM file of certificate authorities to trust besides the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long connecting and the first byte of an answer may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a download may stand still.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long all of it may take; zero for no limit.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Attempts in a row that may bring no byte.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The pause after the first failed attempt; it doubles with each, up to a minute.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(1);
}
