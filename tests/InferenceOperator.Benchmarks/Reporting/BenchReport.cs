using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace InferenceOperator.Benchmarks.Reporting;

/// <summary>The figures of a run: a table, and JSON under artifacts/bench.</summary>
internal static class BenchReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes <c>{"machine": …, "results": […]}</c>; figures of an earlier run that this one did not measure stay.</summary>
    /// <param name="path">The file.</param>
    /// <param name="results">The figures.</param>
    public static void Save(string path, IReadOnlyList<BenchResult> results)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var measured = results.Select(result => result.Name).ToHashSet();
        var kept = File.Exists(path) && JsonNode.Parse(File.ReadAllText(path))?["results"] is JsonArray old
            ? old.Where(node => node?["name"]?.GetValue<string>() is { } name && !measured.Contains(name)).Select(node => node!.DeepClone())
            : [];
        var machine = new { cores = Environment.ProcessorCount, os = RuntimeInformation.OSDescription, runtime = RuntimeInformation.FrameworkDescription };
        JsonArray all = [.. results.Select(result => JsonSerializer.SerializeToNode(result, Json)), .. kept];
        File.WriteAllText(path, JsonSerializer.Serialize(new { machine, results = all }, Json) + "\n");
    }

    /// <summary>Prints the figures.</summary>
    /// <param name="results">The figures.</param>
    public static void Print(IEnumerable<BenchResult> results)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 180;
        var table = new Table().AddColumns("figure", "median", "least", "greatest", "n", "target", "");
        foreach (var result in results)
        {
            table.AddRow(
                Markup.Escape(result.Name), $"{result.Value:0.####} {Markup.Escape(result.Unit)}", $"{result.Samples[1]:0.####}", $"{result.Samples[2]:0.####}", $"{result.Samples[3]:0}",
                result.Target is { } target ? $"{target:0.####}" : "", result.Holds switch { true => "holds", false => "missed", null => "" });
        }

        AnsiConsole.Write(table);
    }
}
