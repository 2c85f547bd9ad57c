namespace InferenceOperator.LocalClusters.Processes;

/// <summary>A long-running program and how one knows that it is ready.</summary>
public sealed record ProcessSpec(string Name, string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Standard output and error are appended here.</summary>
    public required string LogFile { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Set on top of the inherited environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Polled until it says true; an exception means not yet. Null: ready once started.</summary>
    public Func<CancellationToken, Task<bool>>? Ready { get; init; }

    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long after SIGTERM the process gets SIGKILL. Zero: SIGKILL at once.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Outlives this process (no parent-death signal, not killed at exit).</summary>
    public bool Detached { get; init; }
}
