namespace InferenceOperator.LocalClusters.Processes;

/// <summary>How a command runs.</summary>
public sealed record CommandOptions
{
    public static CommandOptions Default { get; } = new();

    public string? WorkingDirectory { get; init; }

    /// <summary>Set on top of the inherited environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Given to the command on its standard input.</summary>
    public string? Input { get; init; }

    /// <summary>Output and error lines are also appended here.</summary>
    public string? LogFile { get; init; }

    /// <summary>Sees each output and error line as it comes.</summary>
    public Action<string>? OnLine { get; init; }
}
