using System.Globalization;

namespace InferenceOperator.Trainer;

/// <summary>What a worker is told through its environment.</summary>
public sealed record TrainerOptions
{
    public int Rank { get; init; }

    public int WorldSize { get; init; } = 1;

    /// <summary>Where rank 0 is; each worker trains its own shard, so it is only logged.</summary>
    public string MasterAddress { get; init; } = "localhost";

    public int MasterPort { get; init; } = 29500;

    public int Steps { get; init; } = 1000;

    /// <summary>Null: nothing is saved and nothing is resumed.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Steps between the checkpoints that a worker saves by itself.</summary>
    public int CheckpointEverySteps { get; init; } = 100;

    /// <summary>The least time that a step takes, to make a small model last.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.Zero;

    /// <summary>Kubernetes shows what is written here as the container's termination message.</summary>
    public string TerminationLog { get; init; } = "/dev/termination-log";

    /// <summary>Fault: go on training after SIGTERM.</summary>
    public bool IgnoreTerminate { get; init; }

    /// <summary>Fault: the checkpoint asked for by SIGTERM fails and the worker exits non-zero.</summary>
    public bool FailCheckpoint { get; init; }

    /// <param name="read">Reads a variable of the environment; null when it is not set.</param>
    /// <exception cref="FormatException">A variable is out of range; the message names it and says what it may be.</exception>
    public static TrainerOptions FromEnvironment(Func<string, string?> read)
    {
        var worldSize = Number(read, "WORLD_SIZE", 1, 1, 100_000);
        return new TrainerOptions
        {
            WorldSize = worldSize,
            Rank = Number(read, "RANK", 0, 0, worldSize - 1),
            MasterAddress = Text(read, "MASTER_ADDR") ?? "localhost",
            MasterPort = Number(read, "MASTER_PORT", 29500, 1, 65535),
            Steps = Number(read, "TRAINER_STEPS", 1000, 1, int.MaxValue),
            CheckpointFolder = Text(read, "TRAINER_CHECKPOINT_DIR"),
            CheckpointEverySteps = Number(read, "TRAINER_CHECKPOINT_EVERY_STEPS", 100, 1, int.MaxValue),
            StepTime = TimeSpan.FromMilliseconds(Number(read, "TRAINER_STEP_MILLISECONDS", 0, 0, 3_600_000)),
            TerminationLog = Text(read, "TERMINATION_LOG_PATH") ?? "/dev/termination-log",
            IgnoreTerminate = Flag(read, "TRAINER_IGNORE_SIGTERM"),
            FailCheckpoint = Flag(read, "TRAINER_FAIL_CHECKPOINT"),
        };
    }

    private static string? Text(Func<string, string?> read, string name) => read(name) is { Length: > 0 } text ? text : null;

    private static bool Flag(Func<string, string?> read, string name) => Text(read, name)?.ToLowerInvariant() switch
    {
        null or "0" or "false" => false,
        "1" or "true" => true,
        var other => throw new FormatException($"{name} is '{other}': write true or false"),
    };

    private static int Number(Func<string, string?> read, string name, int fallback, int least, int most)
    {
        if (Text(read, name) is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new FormatException($"{name} is '{text}': write a whole number from {least} to {most}");
    }
}
