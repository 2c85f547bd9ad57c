namespace InferenceOperator.Benchmarks.Cluster.Passes;

/// <summary>The load of a model that three replicas carry: a wave with a period of its own on top of a steady rate, and the latency that goes with it.</summary>
/// <param name="number">Number of the model; equal numbers give equal waves.</param>
internal sealed class LoadWave(int number)
{
    /// <summary>Replicas that carry it.</summary>
    public const int Replicas = 3;

    private const double ServiceSeconds = 0.01;
    private readonly TimeSpan _period = TimeSpan.FromMinutes(20 + (number % 5 * 10));
    private readonly Random _chance = new(number);

    /// <summary>Requests a second at a moment, with the noise of a count.</summary>
    /// <param name="at">The moment.</param>
    public double Rate(DateTimeOffset at)
    {
        var mean = Replicas * (35 + (number % 10)) * (1 + (0.3 * Math.Sin(2 * Math.PI * at.UtcTicks / _period.Ticks)));
        return mean * (1 + (0.05 * ((2 * _chance.NextDouble()) - 1)));
    }

    /// <summary>Mean latency of a single server with exponential service times (M/M/1: S / (1 - xS)), seconds.</summary>
    /// <param name="rate">Requests a second, all replicas together.</param>
    public static double MeanLatency(double rate) => ServiceSeconds / (1 - (rate / Replicas * ServiceSeconds));

    /// <summary>The percentile 95 of that latency, which is exponential, too: three times the mean.</summary>
    /// <param name="rate">Requests a second, all replicas together.</param>
    public static double Percentile95(double rate) => -Math.Log(0.05) * MeanLatency(rate);
}
