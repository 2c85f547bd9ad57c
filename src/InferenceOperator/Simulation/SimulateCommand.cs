using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using InferenceOperator.Translation;

namespace InferenceOperator.Simulation;

/// <summary><c>simulate</c>: replays a load through the operator's own decisions and through those of others, and says what each would have cost.</summary>
internal static class SimulateCommand
{
    private static readonly Option<string> Trace = new("--trace")
    {
        Description = "CSV of requests (seconds or timestamp, optionally work), of tokens (TIMESTAMP,ContextTokens,GeneratedTokens) or of rates (seconds,rate); or generate:diurnal, burst, step, flash-crowd, on-off, slow-ramp, constant or broken-period, with ,seed=1 and ,rate=12",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> Profile = new("--profile") { Description = "YAML of how fast a replica is; the command profile measures one", HelpName = "FILE", Required = true };
    private static readonly Option<string?> Deployment = new("--deployment") { Description = "YAML of the ModelDeployment; options below win over it", HelpName = "FILE" };
    private static readonly Option<TimeSpan?> Target = Optional("--target", "The latency objective, such as 80ms", Positive);
    private static readonly Option<int?> Percentile = Number("--percentile", "The objective's percentile, 50 to 99 [default: 95]", 50, 99);
    private static readonly Option<int?> MinReplicas = Number("--min-replicas", "Never fewer [default: 1]", 0, 10_000);
    private static readonly Option<int?> MaxReplicas = Number("--max-replicas", "Never more [default: 10]", 1, 10_000);
    private static readonly Option<TimeSpan?> ScaleDownDelay = Optional("--scale-down-delay", "How long fewer replicas must have done before one goes", GoDuration.Parse);
    private static readonly Option<TimeSpan?> Startup = Optional("--startup", "From the order of a replica to its first request [default: the profile's, or 40s]", GoDuration.Parse);
    private static readonly Option<int?> InitialReplicas = Number("--initial-replicas", "Replicas at the start [default: what the load at the start needs]", 0, 10_000);
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Same seed, same result", HelpName = "NUMBER", DefaultValueFactory = _ => 1, CustomParser = ReadSeed };
    private static readonly Option<string[]?> Rules = new("--rules") { Description = $"Rules to compare, separated by commas [default: {string.Join(',', RuleCatalog.Names)}]", HelpName = "RULES", CustomParser = ReadRules };
    private static readonly Option<ReportFormat> Output = new("--output") { Description = "table, json or html [default: table]", HelpName = "FORMAT", CustomParser = ReadFormat };
    private static readonly Option<string?> OutputFile = new("--output-file") { Description = "Where to write it, instead of standard output", HelpName = "FILE" };

    /// <summary>Makes the subcommand.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command("simulate", "Replay a load through the operator's decisions, and compare latency, GPU-hours and changes with other rules")
        {
            Trace, Profile, Deployment, Target, Percentile, MinReplicas, MaxReplicas, ScaleDownDelay, Startup, InitialReplicas, Seed, Rules, Output, OutputFile,
        };
        JointOptions.AddTo(command);
        command.SetAction((arguments, cancellationToken) => Commands.RunAsync("simulate", arguments, () => RunAsync(arguments, cancellationToken)));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var joint = JointOptions.Read(arguments, Rules);
        var format = arguments.GetValue(Output);
        var write = joint is null
            ? Writer(SimulationReport.Run(Read(arguments), cancellationToken), format)
            : Writer(JointReport.Run(Read(arguments), joint, cancellationToken), format);
        if (arguments.GetValue(OutputFile) is not { } file)
        {
            var output = arguments.InvocationConfiguration.Output;
            write(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
            return;
        }

        await using (var writer = Commands.CreateFile("--output-file", file))
            write(writer, false);
        await arguments.InvocationConfiguration.Output.WriteLineAsync($"wrote {file}");
    }

    private static Action<TextWriter, bool> Writer(SimulationReport report, ReportFormat format) => format switch
    {
        ReportFormat.Json => (writer, _) => JsonReport.Write(report, writer),
        ReportFormat.Html => (writer, _) => HtmlReport.Write(report, writer),
        _ => (writer, terminal) => TableReport.Write(report, writer, terminal),
    };

    private static Action<TextWriter, bool> Writer(JointReport report, ReportFormat format) => format switch
    {
        ReportFormat.Json => (writer, _) => JointJsonReport.Write(report, writer),
        ReportFormat.Html => (writer, _) => JointHtmlReport.Write(report, writer),
        _ => (writer, terminal) => JointTableReport.Write(report, writer, terminal),
    };

    private static SimulationRequest Read(ParseResult arguments) => new()
    {
        Trace = arguments.GetValue(Trace)!,
        Profile = arguments.GetValue(Profile)!,
        Deployment = arguments.GetValue(Deployment),
        Target = arguments.GetValue(Target),
        Percentile = arguments.GetValue(Percentile),
        MinReplicas = arguments.GetValue(MinReplicas),
        MaxReplicas = arguments.GetValue(MaxReplicas),
        ScaleDownDelay = arguments.GetValue(ScaleDownDelay),
        Startup = arguments.GetValue(Startup),
        InitialReplicas = arguments.GetValue(InitialReplicas),
        Seed = arguments.GetValue(Seed),
        Rules = arguments.GetValue(Rules) is { Length: > 0 } rules ? rules : RuleCatalog.Names,
        Command = Commands.Line(arguments),
    };

    private static Option<TimeSpan?> Optional(string name, string description, Func<string, TimeSpan> parse) => Commands.Optional<TimeSpan>(name, "DURATION", description, parse);

    private static Option<int?> Number(string name, string description, int least, int most) => Commands.Optional(name, "NUMBER", description, text => Commands.Whole(text, least, most));

    private static TimeSpan Positive(string text) => GoDuration.Parse(text) is var duration && duration > TimeSpan.Zero ? duration : throw new FormatException("write more than 0, such as 80ms");

    private static ulong ReadSeed(ArgumentResult result) => Commands.Read(result, "--seed", text =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : throw new FormatException("write a whole number, 0 or more"));

    private static ReportFormat ReadFormat(ArgumentResult result) => Commands.Read(result, "--output", text => text switch
    {
        "table" => ReportFormat.Table,
        "json" => ReportFormat.Json,
        "html" => ReportFormat.Html,
        _ => throw new FormatException("write table, json or html"),
    });

    private static string[]? ReadRules(ArgumentResult result) => Commands.Read(result, "--rules", text =>
    {
        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        return names.Length > 0 && names.All(RuleCatalog.Names.Contains) ? names : throw new FormatException($"write some of {string.Join(',', RuleCatalog.Names)}");
    });
}
