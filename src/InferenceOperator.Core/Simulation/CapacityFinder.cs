namespace InferenceOperator.Core.Simulation;

/// <summary>Finds by simulation what one replica carries: what an oracle knows.</summary>
public static class CapacityFinder
{
    private const int Requests = 60_000;

    /// <summary>The greatest Poisson rate at which a replica keeps the objective.</summary>
    /// <param name="profile">The replica.</param>
    /// <param name="targetSeconds">The objective, seconds.</param>
    /// <param name="percentile">Its percentile.</param>
    /// <returns>Requests a second.</returns>
    public static double Of(ServiceProfile profile, double targetSeconds, double percentile)
    {
        var (low, high) = (0.0, profile.Throughput);
        for (var step = 0; step < 16; step++)
        {
            var middle = (low + high) / 2;
            if (Share(profile, targetSeconds, middle) >= percentile / 100)
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    private static double Share(ServiceProfile profile, double targetSeconds, double rate)
    {
        var random = new SeededRandom(1);
        var arrivals = new double[Requests];
        double at = 0;
        for (var index = 0; index < Requests; index++)
            arrivals[index] = at += random.Exponential() / rate;
        var ledger = new RequestLedger(targetSeconds, at, 0);
        var replica = new SimulatedReplica(profile.Slowdowns(), profile.ServiceSeconds, 0);
        foreach (var arrival in arrivals)
        {
            replica.Work(arrival, ledger);
            replica.Take(arrival, arrival, profile.DrawWork(random));
        }

        replica.Work(double.PositiveInfinity, ledger);
        return ledger.Share;
    }
}
