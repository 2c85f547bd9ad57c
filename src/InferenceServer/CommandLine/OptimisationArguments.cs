using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using InferenceServer.Models;
using InferenceServer.Optimisation;

namespace InferenceServer.CommandLine;

/// <summary>The options of <c>pull</c> that prepare a model.</summary>
internal static class OptimisationArguments
{
    private static readonly Option<OptimisationLevel> Level = EnvironmentDefaults.Option("--optimize", "PULL_OPTIMIZE", OptimisationLevel.None, ParseLevel, "Save the graph optimised beside the model: basic, extended or all (for this hardware); none does nothing");
    private static readonly Option<ProviderChoice> Provider = EnvironmentDefaults.Option("--optimize-provider", "PULL_OPTIMIZE_PROVIDER", ProviderChoice.Auto, Values.Provider, "What the graph is optimised for: auto, cpu or cuda");
    private static readonly Option<QuantisationKind> Quantisation = EnvironmentDefaults.Option("--quantize", "PULL_QUANTIZE", QuantisationKind.None, ParseKind, "Save the model with smaller weights beside it: dynamic-int8; none does nothing");
    private static readonly Option<double> Tolerance = EnvironmentDefaults.Option("--quantize-tolerance", "PULL_QUANTIZE_TOLERANCE", 0.05, ParseTolerance, "Largest relative error of the quantised model's outputs");
    private static readonly Option<string> Calibration = EnvironmentDefaults.Option("--calibration", "PULL_CALIBRATION", "", text => text, "Inputs to measure the error on: a request in JSON, an .npy file, or a directory of them; by default generated ones");
    private static readonly Option<string[]> Shapes = EnvironmentDefaults.Repeated("--warmup-shape", "INFERENCE_WARMUP_SHAPES", "INPUT=1,3,640,640 for the generated inputs of a model with free dimensions; may be repeated");

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Level, Provider, Quantisation, Tolerance, Calibration, Shapes])
            command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="FormatException">A shape cannot be read.</exception>
    public static OptimisationOptions Read(ParseResult result) => new()
    {
        Level = result.GetValue(Level),
        Provider = result.GetValue(Provider),
        Quantisation = result.GetValue(Quantisation),
        Tolerance = result.GetValue(Tolerance),
        Calibration = result.GetValue(Calibration) is { Length: > 0 } path ? path : null,
        Shapes = Values.Shapes(result.GetValue(Shapes) ?? []),
    };

    private static OptimisationLevel ParseLevel(string text) => text.ToLowerInvariant() switch
    {
        "none" => OptimisationLevel.None,
        "basic" => OptimisationLevel.Basic,
        "extended" => OptimisationLevel.Extended,
        "all" => OptimisationLevel.All,
        _ => throw new FormatException("write basic, extended, all or none"),
    };

    private static QuantisationKind ParseKind(string text) => text.ToLowerInvariant() switch
    {
        "none" => QuantisationKind.None,
        "dynamic-int8" => QuantisationKind.DynamicInt8,
        _ => throw new FormatException("write dynamic-int8 or none"),
    };

    private static double ParseTolerance(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1
            ? value
            : throw new FormatException("write a number above 0 and up to 1, as 0.05");
}
