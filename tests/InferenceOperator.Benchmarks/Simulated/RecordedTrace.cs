using System.Globalization;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>The Azure LLM inference trace of 2023 (Azure/AzurePublicDataset, CC-BY 4.0): arrival, prompt and answer length of each request.</summary>
internal static class RecordedTrace
{
    private const string Name = "AzureLLMInferenceTrace_conv.csv";

    // A token of the prompt costs a small share of one of the answer: prompts are read at once, answers made one token after the other.
    private const double PromptTokenCost = 0.02;
    private const double HalfWindow = 15;

    /// <summary>Looks for it beside the project.</summary>
    /// <returns>Its path; null when it is not there.</returns>
    public static string? Find()
    {
        var folder = Environment.GetEnvironmentVariable("INFERENCE_OPERATOR_TRACES") ?? Path.Combine("..", "shared", "traces");
        var path = Path.Combine(folder, "azure-llm-2023", Name);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The trace.</returns>
    public static Trace Read(string path)
    {
        var rows = File.ReadLines(path).Skip(1).Select(line => line.Split(',')).ToList();
        var start = DateTime.Parse(rows[0][0], CultureInfo.InvariantCulture);
        double[] arrivals = [.. rows.Select(row => (DateTime.Parse(row[0], CultureInfo.InvariantCulture) - start).TotalSeconds)];
        double[] costs = [.. rows.Select(row => (PromptTokenCost * Number(row[1])) + Number(row[2]))];
        var mean = costs.Average();
        return new Trace("azure-llm-2023", arrivals, [.. costs.Select(cost => cost / mean)], arrivals[^1], at => Rate(arrivals, at));
    }

    // Nobody knows the true rate of a recorded trace: the mean of half a minute around.
    private static double Rate(double[] arrivals, double at)
    {
        var (low, high) = (Index(arrivals, at - HalfWindow), Index(arrivals, at + HalfWindow));
        var seconds = Math.Min(at + HalfWindow, arrivals[^1]) - Math.Max(0, at - HalfWindow);
        return (high - low) / Math.Max(1, seconds);
    }

    private static int Index(double[] arrivals, double at)
    {
        var index = Array.BinarySearch(arrivals, at);
        return index < 0 ? ~index : index;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
