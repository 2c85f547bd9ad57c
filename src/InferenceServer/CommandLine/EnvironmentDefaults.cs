using System.CommandLine;
using System.CommandLine.Parsing;

namespace InferenceServer.CommandLine;

/// <summary>Options whose default is an environment variable, as containers are configured.</summary>
internal static class EnvironmentDefaults
{
    /// <summary>
    /// An option that falls back to <paramref name="variable"/>, then to <paramref name="fallback"/>. The variable's text is parsed as the
    /// option's own text would be, with the same errors.
    /// </summary>
    public static Option<T> Option<T>(string name, string variable, T fallback, Func<string, T> parse, string description)
    {
        var option = new Option<T>(name) { Description = $"{description} [env: {variable}]", Arity = ArgumentArity.ExactlyOne };
        option.CustomParser = result => Parse(result, result.Tokens[^1].Value, name, parse);
        option.DefaultValueFactory = result =>
            Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text && !IsServiceLink(text) ? Parse(result, text, variable, parse) : fallback;
        return option;
    }

    /// <summary>
    /// A flag that is on when given, or when <paramref name="variable"/> is <c>true</c> or <c>1</c>. Other words than these, <c>false</c> and
    /// <c>0</c> are errors: who writes <c>yes</c> means something, and must not get the opposite.
    /// </summary>
    public static Option<bool> Flag(string name, string variable, string description) => new(name)
    {
        Description = $"{description} [env: {variable}]",
        DefaultValueFactory = result => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text && Parse(result, text, variable, Values.Flag),
    };

    /// <summary>
    /// An option that may be repeated, and falls back to <paramref name="variable"/>, where <c>;</c> separates the values. Errors are found when
    /// the values are parsed.
    /// </summary>
    public static Option<string[]> Repeated(string name, string variable, string description) => new(name)
    {
        Description = $"{description} [env: {variable}, separated by ;]",
        DefaultValueFactory = _ => (Environment.GetEnvironmentVariable(variable) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    // Kubernetes sets <SERVICE>_PORT=tcp://… for every Service of the namespace: one named "http" would claim HTTP_PORT.
    private static bool IsServiceLink(string text) => text.StartsWith("tcp://", StringComparison.Ordinal);

    private static T Parse<T>(ArgumentResult result, string text, string source, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            result.AddError($"{source}: '{text}' is not valid: {exception.Message}");
            return default!;
        }
    }
}
