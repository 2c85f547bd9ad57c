using System.Globalization;
using System.Text;
using System.Text.Json;

namespace InferenceOperator.Simulation;

/// <summary>Writes what was measured as the file that <see cref="ProfileReader"/> reads.</summary>
internal static class ProfileWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="name">What to call the profile.</param>
    /// <param name="measured">At least one, ascending.</param>
    /// <param name="duration">How long each was measured.</param>
    /// <param name="gpus">GPUs of the replica.</param>
    /// <param name="startup">Its start-up; null: not known.</param>
    /// <returns>YAML.</returns>
    public static string Write(string name, IReadOnlyList<Measurement> measured, TimeSpan duration, int gpus, TimeSpan? startup)
    {
        var yaml = new StringBuilder();
        // JSON's strings are YAML's.
        yaml.Append(CultureInfo.InvariantCulture, $"# Measured with a closed load of {Shown.Duration(duration.TotalSeconds)} at each concurrency, {measured.Sum(point => point.Requests)} requests in all.\n");
        yaml.Append(CultureInfo.InvariantCulture, $"name: {JsonSerializer.Serialize(name)}\ngpus: {gpus}\npoints:\n");
        Points(yaml, measured);
        var variability = measured[0].Variability;
        yaml.Append(CultureInfo.InvariantCulture, $"variability: {Math.Min(variability, ProfileReader.MostVariability):0.####}   # squared coefficient of variation of the latency alone\n");
        if (variability > ProfileReader.MostVariability)
            yaml.Append(CultureInfo.InvariantCulture, $"# measured {variability:0.#}: some requests took far longer than the others; measure again where nothing else runs\n");
        yaml.Append(startup is { } known
            ? $"startup: {Shown.Duration(known.TotalSeconds)}\n"
            : "# startup: 40s   # from the order of a replica to its first request, images and model included: a cluster tells\n");
        return yaml.ToString();
    }

    /// <summary>
    /// A curve that can be: more at once are no faster, which chance in a short measurement may say, and where more at once get less done, the rest
    /// waits in line in truth.
    /// </summary>
    private static void Points(StringBuilder yaml, IReadOnlyList<Measurement> measured)
    {
        var (latency, throughput) = (0.0, 0.0);
        foreach (var point in measured)
        {
            var seconds = Math.Max(latency, point.MeanSeconds);
            var less = point.Concurrency / seconds < throughput;
            var note = less ? "   # less gets done than with fewer at once" : seconds > point.MeanSeconds ? $"   # measured {Shown.Duration(point.MeanSeconds)}, by chance" : "";
            yaml.Append(CultureInfo.InvariantCulture, $"  {(less ? "# " : "")}- {{concurrency: {point.Concurrency}, latency: {Shown.Duration(seconds)}, throughput: {point.Throughput:0.###}, p95: {Shown.Duration(point.P95Seconds)}}}{note}\n");
            if (!less)
                (latency, throughput) = (seconds, point.Concurrency / seconds);
        }
    }
}
