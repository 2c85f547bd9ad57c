using System.CommandLine;
using System.CommandLine.Parsing;

namespace InferenceOperator.Hosting;

/// <summary>Options that fall back to an environment variable, as containers are configured: --pull-image is INFERENCE_OPERATOR_PULL_IMAGE.</summary>
internal static class EnvironmentOption
{
    private const string Prefix = "INFERENCE_OPERATOR";

    /// <summary>Makes an option.</summary>
    /// <typeparam name="T">Type of its value.</typeparam>
    /// <param name="name">Such as --pull-image.</param>
    /// <param name="fallback">The value when neither option nor variable is given.</param>
    /// <param name="parse">Reads the text; throws <see cref="FormatException"/> with what to write instead.</param>
    /// <param name="description">What it is for.</param>
    /// <returns>The option.</returns>
    public static Option<T> Create<T>(string name, T fallback, Func<string, T> parse, string description)
    {
        var variable = VariableOf(name);
        return new Option<T>(name)
        {
            Description = $"{description} [env: {variable}]",
            Arity = typeof(T) == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            CustomParser = result => Parse(result, result.Tokens is [.., var last] ? last.Value : "true", name, parse),
            DefaultValueFactory = result => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? Parse(result, text, variable, parse) : fallback,
        };
    }

    /// <summary>The variable of an option.</summary>
    /// <param name="name">Such as --pull-image.</param>
    /// <returns>Such as INFERENCE_OPERATOR_PULL_IMAGE.</returns>
    public static string VariableOf(string name) => Prefix + name[1..].Replace('-', '_').ToUpperInvariant();

    private static T Parse<T>(ArgumentResult result, string text, string source, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException exception)
        {
            result.AddError($"{source} is \"{text}\": {exception.Message}");
            return default!;
        }
    }
}
