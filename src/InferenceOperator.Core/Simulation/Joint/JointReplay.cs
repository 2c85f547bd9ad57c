namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>
/// Replays a joint case under the operator's plan and its rivals. The scaling decisions are the same for all that share the cluster: those that
/// the operator's scaling takes where every GPU is free at once. What differs is when a replica has its GPUs, and so when it begins to start.
/// </summary>
public static class JointReplay
{
    /// <summary>The replicas that the operator's scaling decides on where GPUs are always free.</summary>
    /// <param name="item">The case.</param>
    /// <returns>Replicas over time.</returns>
    public static DemandCurve Demand(JointCase item)
    {
        var setting = item.Inference with { MaxReplicas = Math.Min(item.Inference.MaxReplicas, item.MostReplicas) };
        var samples = Simulator.Run(setting, new OperatorRule(setting, item.Policy is { } policy ? policy with { MaxReplicas = setting.MaxReplicas } : null), detailed: true).Replicas;
        return new DemandCurve(
            samples.Select(sample => (sample.At, sample.Wanted)).Prepend((0, Math.Clamp(setting.InitialReplicas, setting.MinReplicas, setting.MaxReplicas))), setting.Trace.DurationSeconds);
    }

    /// <summary>What is replayed, as the rules see it.</summary>
    /// <param name="item">The case.</param>
    /// <param name="demand">Replicas wanted over time.</param>
    /// <returns>The setting.</returns>
    public static JointSetting Setting(JointCase item, DemandCurve demand) => new()
    {
        NodeGpus = item.NodeGpus,
        Demand = demand,
        ReplicaGpus = item.Inference.Profile.Gpus,
        Jobs = item.Jobs,
        Pool = item.Pool,
        DurationSeconds = item.Inference.Trace.DurationSeconds,
        LimitSeconds = item.Inference.Trace.DurationSeconds * item.LimitFactor,
        KillGraceSeconds = item.KillGraceSeconds,
    };

    /// <summary>Runs a case.</summary>
    /// <param name="item">The case.</param>
    /// <returns>The operator, priority-only, Kueue-like, and a static partition that is as large as the operator's share of requests needs.</returns>
    public static IReadOnlyList<JointResult> Run(JointCase item)
    {
        var setting = Setting(item, Demand(item));
        var ours = WithShare(item, JointSimulator.Operator(setting));
        return
        [
            ours,
            WithShare(item, JointSimulator.Priority(setting)),
            WithShare(item, JointSimulator.Kueue(setting)),
            WithShare(item, JointSimulator.Static(setting, StaticReplicas(item, ours.Share))),
        ];
    }

    /// <summary>The share of requests within the objective that a result's replicas give.</summary>
    /// <param name="item">The case.</param>
    /// <param name="result">The result.</param>
    /// <returns>The result with its share.</returns>
    public static JointResult WithShare(JointCase item, JointResult result) => result with { Share = Share(item, result.Held) };

    /// <summary>The fewest replicas that, running all the time, give a share.</summary>
    /// <param name="item">The case.</param>
    /// <param name="share">The share, 0 to 1.</param>
    /// <returns>The number; what fits the cluster where that is not enough.</returns>
    public static int StaticReplicas(JointCase item, double share)
    {
        var (low, high) = (1, item.MostReplicas);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Share(item, [(0, middle)]) >= share) high = middle;
            else low = middle + 1;
        }

        return high;
    }

    private static double Share(JointCase item, IReadOnlyList<(double At, int Replicas)> held)
    {
        var setting = item.Inference with { MinReplicas = 0, MaxReplicas = item.MostReplicas, InitialReplicas = held[0].Replicas };
        return Simulator.Run(setting, new HeldRule(held)).Share;
    }
}
