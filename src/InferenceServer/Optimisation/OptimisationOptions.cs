using InferenceServer.Models;

namespace InferenceServer.Optimisation;

/// <summary>How <c>pull</c> prepares a model that it brought.</summary>
internal sealed record OptimisationOptions
{
    /// <summary>How far the graph is optimised and saved.</summary>
    public OptimisationLevel Level { get; init; }

    /// <summary>How weights are made smaller.</summary>
    public QuantisationKind Quantisation { get; init; }

    /// <summary>The largest relative error of a quantised model.</summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>A file or directory of inputs to measure the error on; null generates some.</summary>
    public string? Calibration { get; init; }

    /// <summary>Shapes of generated inputs, by input name.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes { get; init; } = new Dictionary<string, long[]>();

    /// <summary>The provider that the graph is optimised for.</summary>
    public ProviderChoice Provider { get; init; }

    /// <summary>Whether there is anything to do.</summary>
    public bool IsWanted => Level != OptimisationLevel.None || Quantisation != QuantisationKind.None;
}
