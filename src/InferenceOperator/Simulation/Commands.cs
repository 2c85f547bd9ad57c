using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace InferenceOperator.Simulation;

/// <summary>What the subcommands of this folder share: options with errors in words, exit codes, files.</summary>
internal static partial class Commands
{
    /// <summary>The input cannot be used.</summary>
    public const int Unusable = 2;

    /// <summary>Stopped from outside, as shells report SIGINT.</summary>
    public const int Cancelled = 130;

    /// <summary>Runs a subcommand.</summary>
    /// <param name="name">Its name, before errors.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">What it does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string name, ParseResult arguments, Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (InputException exception)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync($"{name}: {exception.Message}");
            return Unusable;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync($"{name}: {exception.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
    }

    /// <summary>An option that may be left out.</summary>
    /// <typeparam name="T">Type of its value.</typeparam>
    /// <param name="name">Such as --target.</param>
    /// <param name="kind">What stands behind it, for the help.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="parse">Reads the text; throws <see cref="FormatException"/> with what to write instead.</param>
    /// <returns>The option.</returns>
    public static Option<T?> Optional<T>(string name, string kind, string description, Func<string, T> parse)
        where T : struct => new(name) { Description = description, HelpName = kind, CustomParser = result => Read<T?>(result, name, text => parse(text)) };

    /// <summary>Reads the value of an option.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="result">What the parser found.</param>
    /// <param name="name">The option.</param>
    /// <param name="parse">Reads the text; throws <see cref="FormatException"/> with what to write instead.</param>
    /// <returns>The value; the default, with an error added, when it cannot be read.</returns>
    public static T? Read<T>(ArgumentResult result, string name, Func<string, T> parse)
    {
        var text = result.Tokens is [.., var last] ? last.Value : "";
        try
        {
            return parse(text);
        }
        catch (FormatException exception)
        {
            result.AddError($"{name} is \"{Shown.Short(text)}\": {exception.Message}");
            return default;
        }
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="least">Its least value.</param>
    /// <param name="most">Its greatest value.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static int Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"write a whole number, {least} to {most}");

    /// <summary>Opens a file to write, with its folder.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The file.</param>
    /// <returns>A writer of UTF-8.</returns>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static StreamWriter CreateFile(string option, string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            return new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"{option} \"{Shown.Short(path)}\" cannot be written ({exception.Message}): write the path of a file in a folder that you may write to");
        }
    }

    /// <summary>The command line as a shell takes it.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>The text.</returns>
    public static string Line(ParseResult arguments) => string.Join(' ', arguments.Tokens.Select(token => Quoted(token.Value)).Prepend("InferenceOperator"));

    private static string Quoted(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[A-Za-z0-9_@%+=:,./-]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
