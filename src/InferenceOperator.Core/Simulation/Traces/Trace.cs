namespace InferenceOperator.Core.Simulation;

/// <summary>Requests of one model over time.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Arrivals">Arrival times in seconds from the start, ascending.</param>
/// <param name="Works">Work of each request relative to the mean request (1); the service profile draws it where this is null.</param>
/// <param name="DurationSeconds">Length in seconds.</param>
/// <param name="RateOf">The true rate in requests a second at a time in seconds: what only an oracle knows.</param>
public sealed record Trace(string Name, double[] Arrivals, double[]? Works, double DurationSeconds, Func<double, double> RateOf)
{
    /// <summary>Length of the period in the load, in seconds; null where there is none.</summary>
    public double? PeriodSeconds { get; init; }

    /// <summary>Mean rate in requests a second.</summary>
    public double MeanRate => Arrivals.Length / DurationSeconds;
}
