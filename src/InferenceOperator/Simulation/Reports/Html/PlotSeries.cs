namespace InferenceOperator.Simulation;

/// <summary>A line of a plot.</summary>
/// <param name="Class">Its CSS classes.</param>
/// <param name="Points">Seconds, ascending, and values; NaN breaks the line.</param>
/// <param name="Step">The value holds until the next one.</param>
internal sealed record PlotSeries(string Class, IReadOnlyList<(double At, double Value)> Points, bool Step = false);
