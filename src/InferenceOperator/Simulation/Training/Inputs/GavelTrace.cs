using System.Globalization;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>
/// Reads the traces of Gavel (Narayanan et al., 2020), such as the one made from Microsoft's Philly clusters: tab separated, no header; the
/// first field is the kind of job, the last three are steps, arrival in seconds, and GPUs. Steps become seconds by rough speeds of one
/// data-centre GPU; checkpoints are not in the format and are the usual ones.
/// </summary>
internal static class GavelTrace
{
    private const int Fields = 7;

    // Steps a second at most, and samples a second, by kind: to the order of magnitude, so that short jobs are short and long ones long.
    private static readonly Dictionary<string, (double Steps, double Samples)> Speeds = new(StringComparer.Ordinal)
    {
        ["ResNet-18"] = (20, 1500),
        ["ResNet-50"] = (8, 250),
        ["Transformer"] = (25, 1200),
        ["LM"] = (60, 3200),
        ["Recommendation"] = (80, 45_000),
        ["A3C"] = (5, double.PositiveInfinity),
        ["CycleGAN"] = (2, double.PositiveInfinity),
    };

    /// <summary>Reads it.</summary>
    /// <param name="file">What to call the file.</param>
    /// <param name="lines">Its lines.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static IReadOnlyList<ReadJob> Read(string file, IEnumerable<string> lines) =>
        [.. lines.Select((text, index) => (text, line: index + 1)).Where(row => !string.IsNullOrWhiteSpace(row.text)).Select(row => Job(file, row.text.Split('\t'), row.line))];

    private static ReadJob Job(string file, string[] fields, int line)
    {
        if (fields.Length != Fields)
            throw new InputException($"{file}, line {line}: {fields.Length} fields: write {Fields}, separated by tabs, the last three of them steps, arrival in seconds and GPUs");
        var workers = (int)Number(fields[^1], "GPUs", 1, 10_000, "a whole number, 1 or more");
        var job = new ReplayedJob
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"job-{line:0000}"),
            SubmittedSeconds = Number(fields[^2], "arrival", 0, 1e12, "seconds from the start, 0 or more"),
            Workers = workers,
            MinWorkers = workers,
            DurationSeconds = Math.Max(1, Number(fields[^3], "steps", 1, 1e15, "the steps of the job, 1 or more") / StepsPerSecond(fields[0])),
        };
        return new(job, (field, message) => Wrong(field, field == "submitted" ? fields[^2] : fields[^1], message));

        double Number(string text, string field, double least, double most, string write) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : throw Wrong(field, text, $"write {write}");

        InputException Wrong(string field, string value, string message) => new($"{file}, line {line}, {field} \"{Shown.Short(value)}\": {message}");

        double StepsPerSecond(string kind)
        {
            var family = kind.Split(" (", 2);
            if (!Speeds.TryGetValue(family[0], out var speed))
                throw Wrong("kind", kind, $"its speed is not known: write one of {string.Join(", ", Speeds.Keys)}, or the jobs with their durations as name,submitted,workers,duration");
            if (family.Length == 1)
                return speed.Steps;
            var size = family[1].Replace("batch size ", "", StringComparison.Ordinal).TrimEnd(')');
            return Math.Min(speed.Steps, speed.Samples / Number(size, "kind", 1, 1e9, "a batch size of 1 or more"));
        }
    }
}
