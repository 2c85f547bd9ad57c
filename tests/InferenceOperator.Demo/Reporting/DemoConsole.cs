using Spectre.Console;

namespace InferenceOperator.Demo.Reporting;

/// <summary>Prints what happens with the time since the demo's start.</summary>
internal sealed class DemoConsole(TimeProvider time) : IProgress<string>
{
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _lock = new();

    // A log has no width of its own: without one, lines would be broken at 80 characters.
    static DemoConsole()
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
    }

    public void Say(string text)
    {
        lock (_lock) Console.WriteLine($"[{time.GetElapsedTime(_start).TotalSeconds,6:F1} s]   {text}");
    }

    public void Title(string text)
    {
        lock (_lock) AnsiConsole.MarkupLine($"[[{time.GetElapsedTime(_start).TotalSeconds,6:F1} s]] [bold]{Markup.Escape(text)}[/]");
    }

    public void Report(string value) => Say(value);

    public static void Table(IEnumerable<Measurement> measurements)
    {
        var table = new Table().AddColumns("measured", "value", "target");
        foreach (var measurement in measurements)
        {
            table.AddRow(
                Markup.Escape(measurement.Name),
                Markup.Escape($"{measurement.Value:0.##} {measurement.Unit}"),
                measurement.Target is null ? "" : $"{measurement.Target:0.##} {measurement.Unit}: {(measurement.Holds == true ? "holds" : "missed")}");
        }

        AnsiConsole.Write(table);
    }
}
