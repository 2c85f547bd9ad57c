using System.Runtime.InteropServices;
using System.Text.Json;

namespace InferenceOperator.Demo.Reporting;

/// <summary>The figures of a run, printed as a table and kept as JSON.</summary>
internal sealed class Measurements
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly List<Measurement> _results = [];

    public IReadOnlyList<Measurement> Results => _results;

    /// <summary>Adds a figure; a target that is null is none.</summary>
    public void Add(string name, double value, string unit, double? target = null) =>
        _results.Add(new Measurement(name, Math.Round(value, 3), unit, null, target, target is null ? null : value <= target));

    /// <summary>Writes <c>{"machine": …, "results": […]}</c>.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var machine = new { cores = Environment.ProcessorCount, os = RuntimeInformation.OSDescription, runtime = RuntimeInformation.FrameworkDescription };
        File.WriteAllText(path, JsonSerializer.Serialize(new { machine, results = _results }, Json) + "\n");
    }
}
