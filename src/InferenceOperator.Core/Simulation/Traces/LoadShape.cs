namespace InferenceOperator.Core.Simulation;

/// <summary>Load over time, in replicas that it fills.</summary>
/// <param name="Replicas">The load at a time in seconds.</param>
/// <param name="Most">No load is above this.</param>
/// <param name="Duration">Length in seconds.</param>
internal sealed record LoadShape(Func<double, double> Replicas, double Most, double Duration)
{
    /// <summary>Length of its period in seconds; null: it has none.</summary>
    public double? Period { get; init; }
}
