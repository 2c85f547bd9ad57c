using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using InferenceOperator.Translation;

namespace InferenceOperator.Simulation;

/// <summary>The options of <c>simulate</c> that put training jobs beside the load.</summary>
internal static class JointOptions
{
    private const int Nodes = 4;
    private const int GpusPerNode = 8;

    private static readonly Option<string?> Training = new("--training")
    {
        Description = "Training jobs that share the GPUs: CSV (name,submitted,workers,duration and more), YAML (jobs:), Gavel's .trace, Pollux' workload CSV; or generate:jobs, with ,seed=1 ,load=0.9 ,elastic=0.5 ,median=40m",
        HelpName = "FILE",
    };

    private static readonly Option<int?> NodeCount = Commands.Optional("--nodes", "NUMBER", $"With --training: nodes of the cluster [default: {Nodes}]", text => Commands.Whole(text, 1, 1000));
    private static readonly Option<int?> NodeGpus = Commands.Optional("--gpus-per-node", "NUMBER", $"With --training: GPUs of each node [default: {GpusPerNode}]", text => Commands.Whole(text, 1, 64));
    private static readonly Option<double?> TimeScale = Commands.Optional("--training-time-scale", "FACTOR", "With --training: multiplies the times of its file, such as 0.05 for weeks in a day", ReadFactor);
    private static readonly Option<TimeSpan?> GiveBackDelay = Commands.Optional("--give-back-delay", "DURATION", "With --training: the pool's reclaim.giveBackDelay [default: 10m]", GoDuration.Parse);
    private static readonly Option<int?> Reserve = Commands.Optional("--reserve", "NUMBER", "With --training: the pool's inference.reserve [default: 0]", text => Commands.Whole(text, 0, 10_000));
    private static readonly Option[] All = [Training, NodeCount, NodeGpus, TimeScale, GiveBackDelay, Reserve];

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    public static void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>What they ask for.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="rules">The option that chooses among rules, which has no meaning beside them.</param>
    /// <returns>The request; null: there is no training.</returns>
    /// <exception cref="InputException">They do not go together.</exception>
    public static JointRequest? Read(ParseResult arguments, Option rules)
    {
        if (arguments.GetValue(Training) is not { } training)
            return All.FirstOrDefault(option => Given(arguments, option)) is { } alone ? throw new InputException($"{alone.Name} has a meaning only with --training: write --training FILE, or leave {alone.Name} out") : null;
        if (Given(arguments, rules))
            throw new InputException($"{rules.Name} chooses among rules of scaling, and with --training all rules of sharing are compared: leave {rules.Name} out");
        return new(
            training,
            arguments.GetValue(NodeCount) ?? Nodes,
            arguments.GetValue(NodeGpus) ?? GpusPerNode,
            arguments.GetValue(TimeScale) ?? 1,
            arguments.GetValue(GiveBackDelay),
            arguments.GetValue(Reserve) ?? 0);
    }

    private static bool Given(ParseResult arguments, Option option) => arguments.GetResult(option) is OptionResult { Implicit: false };

    private static double ReadFactor(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= 1000 ? factor : throw new FormatException("write a number more than 0 and at most 1000, such as 0.05");
}
