namespace InferenceServer.Models;

/// <summary>What a model's config.yaml says; what is null is as the server's options say.</summary>
internal sealed record ModelConfig
{
    /// <summary>Runs at once.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Requests that may wait.</summary>
    public int? Queue { get; init; }

    /// <summary>Rows of a joined run; 1 joins none.</summary>
    public int? MaxBatch { get; init; }

    /// <summary>What a joined run may be expected to take.</summary>
    public TimeSpan? BatchBudget { get; init; }

    /// <summary>How long a request waits for others.</summary>
    public TimeSpan? BatchWindow { get; init; }

    /// <summary>Threads inside one run.</summary>
    public int? Threads { get; init; }

    /// <summary>Sessions.</summary>
    public int? Instances { get; init; }

    /// <summary>The wanted execution provider.</summary>
    public ProviderChoice? Provider { get; init; }

    /// <summary>Shapes for the warm-up, by input.</summary>
    public IReadOnlyDictionary<string, long[]>? WarmUpShapes { get; init; }

    /// <summary>Versions to serve: null the highest, empty all.</summary>
    public IReadOnlyList<string>? Versions { get; init; }

    /// <summary>The server's settings with this model's in their place.</summary>
    public ModelSettings Over(ModelSettings settings) => settings with
    {
        Concurrency = Concurrency ?? settings.Concurrency,
        QueueLimit = Queue ?? settings.QueueLimit,
        WarmUpShapes = WarmUpShapes ?? settings.WarmUpShapes,
        Batching = new(MaxBatch ?? settings.Batching.MaxRows, BatchBudget ?? settings.Batching.Budget, BatchWindow ?? settings.Batching.Window),
    };

    /// <summary>The server's session settings with this model's in their place.</summary>
    public SessionSettings Over(SessionSettings settings) => settings with
    {
        Threads = Threads ?? settings.Threads,
        Instances = Instances ?? settings.Instances,
        Provider = Provider ?? settings.Provider,
    };
}
