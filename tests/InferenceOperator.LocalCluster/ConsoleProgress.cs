using Spectre.Console;

namespace InferenceOperator.LocalClusters;

/// <summary>Writes each step with the time since the beginning. (System.Progress would hand the lines to the pool, out of order.)</summary>
public sealed class ConsoleProgress(TimeProvider time, IAnsiConsole console) : IProgress<string>
{
    private readonly long _start = time.GetTimestamp();

    public ConsoleProgress() : this(TimeProvider.System, AnsiConsole.Console)
    {
        // A log file is as wide as it likes.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;
    }

    public void Report(string value)
    {
        var seconds = time.GetElapsedTime(_start).TotalSeconds;
        lock (console) console.MarkupLineInterpolated($"[grey]{seconds,7:F1} s[/]  {value}");
    }
}
