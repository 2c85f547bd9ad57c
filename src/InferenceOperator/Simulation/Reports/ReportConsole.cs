using Spectre.Console;

namespace InferenceOperator.Simulation;

/// <summary>Where tables are written: colours and its width on a terminal, plain text of a fixed width elsewhere.</summary>
internal static class ReportConsole
{
    /// <summary>Makes it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="terminal">The writer is a terminal.</param>
    /// <param name="widthWithoutTerminal">Characters a line where it is none.</param>
    /// <returns>The console.</returns>
    public static IAnsiConsole On(TextWriter writer, bool terminal, int widthWithoutTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!terminal)
            console.Profile.Width = widthWithoutTerminal;
        return console;
    }
}
