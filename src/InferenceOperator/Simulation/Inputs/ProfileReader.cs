using InferenceOperator.Core.Simulation;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Simulation;

/// <summary>Reads a profile: how fast one replica of a model is.</summary>
internal static class ProfileReader
{
    /// <summary>The greatest squared coefficient of variation that means anything.</summary>
    public const double MostVariability = 100;

    // Less throughput at more concurrency by more than this is no noise of a measurement.
    private const double Tolerance = 0.1;
    private const int MostConcurrency = 4096;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static ProfileFile Read(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"--profile \"{path}\": no such file; the command profile measures one");
        return Parse(Path.GetFileName(path), File.ReadAllText(path));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="file">What to call the file.</param>
    /// <param name="text">The YAML.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static ProfileFile Parse(string file, string text)
    {
        var root = YamlFields.Load(file, text);
        root.Only("name", "gpus", "points", "variability", "startup", "tokens");
        var points = root.List("points", "a list such as [{concurrency: 1, latency: 25ms}]").Select(Point).ToList();
        for (var index = 0; index < points.Count; index++)
            Check(points, index);
        var service = new ServiceProfile
        {
            Name = root.Text("name") ?? Path.GetFileNameWithoutExtension(file),
            Points = [.. points.Select(point => new ProfilePoint(point.Concurrency, point.Latency))],
            Variability = root.Number("variability", 0, MostVariability, "the squared coefficient of variation of the work of requests, 0 to 100, such as 0.1") ?? 0.1,
            Gpus = (int)(root.Whole("gpus", 0, 64, "the GPUs of one replica, 0 to 64") ?? 1),
        };
        return new(service, root.Duration("startup", positive: false) is { } startup ? TimeSpan.FromSeconds(startup) : null, Tokens(root));
    }

    private static (YamlFields At, int Concurrency, double Latency) Point(YamlFields point)
    {
        point.Only("concurrency", "latency", "throughput", "p95");
        var concurrency = point.Whole("concurrency", 1, MostConcurrency, $"requests at once, 1 to {MostConcurrency}") ?? throw point.Missing("concurrency", "requests at once");
        return (point, (int)concurrency, point.Duration("latency", positive: true) ?? throw point.Missing("latency", "a duration such as 25ms"));
    }

    private static void Check(List<(YamlFields At, int Concurrency, double Latency)> points, int index)
    {
        var (at, concurrency, latency) = points[index];
        if (index == 0)
        {
            if (concurrency != 1)
                throw at.Wrong("concurrency", "the first point is a request alone: write concurrency: 1");
            return;
        }

        var (_, before, latencyBefore) = points[index - 1];
        if (concurrency <= before)
            throw at.Wrong("concurrency", $"it follows {before}: write points in ascending order");
        if (latency < latencyBefore * (1 - Tolerance))
            throw at.Wrong("latency", $"{concurrency} requests at once are faster than {before} ({Shown.Duration(latencyBefore)}): write mean latencies that grow, or measure again for longer");
        var (throughput, throughputBefore) = (concurrency / latency, before / latencyBefore);
        if (throughput < throughputBefore * (1 - Tolerance))
            throw at.Wrong("latency", $"{Shown.Number(throughput)} requests/s at {concurrency} at once are less than {Shown.Number(throughputBefore)} at {before}: leave out the points from {concurrency} on, the rest waits in line");
    }

    private static TokenCosts? Tokens(YamlFields root)
    {
        if (root.Map("tokens", "a mapping such as {prompt: 0.4ms, generated: 25ms}") is not { } tokens)
            return null;
        tokens.Only("prompt", "generated");
        return new(
            tokens.Duration("prompt", positive: false) ?? throw tokens.Missing("prompt", "the time of a token of the prompt, such as 0.4ms"),
            tokens.Duration("generated", positive: true) ?? throw tokens.Missing("generated", "the time of a generated token, such as 25ms"));
    }
}
