namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>Replays inference demand and training jobs on one cluster under a rule, from event to event.</summary>
public static class JointSimulator
{
    // Where a plan's next check is due by now, to a tick: the least time that passes.
    private const double LeastStep = 0.001;

    /// <summary>Under the operator's own plan.</summary>
    /// <param name="setting">The cluster and its load.</param>
    /// <returns>What it achieved.</returns>
    public static JointResult Operator(JointSetting setting) => Run("operator", setting, new PlannedRule());

    /// <summary>Under kube-scheduler's preemption by priority alone.</summary>
    /// <param name="setting">The cluster and its load.</param>
    /// <returns>What it achieved.</returns>
    public static JointResult Priority(JointSetting setting) => Run("priority-only", setting, new PriorityRule());

    /// <summary>Under preemption of whole jobs, the newest first, as Kueue does it.</summary>
    /// <param name="setting">The cluster and its load.</param>
    /// <returns>What it achieved.</returns>
    public static JointResult Kueue(JointSetting setting) => Run("kueue-like", setting, new KueueRule());

    /// <summary>
    /// With GPUs that are inference's alone, as whole nodes as possible, and training on the rest in the operator's own queue. So many replicas
    /// run all the time.
    /// </summary>
    /// <param name="setting">The cluster and its load.</param>
    /// <param name="replicas">Replicas that have GPUs of their own.</param>
    /// <returns>What it achieved.</returns>
    public static JointResult Static(JointSetting setting, int replicas)
    {
        var taken = replicas * setting.ReplicaGpus;
        var left = taken;
        List<int> rest = [];
        foreach (var gpus in setting.NodeGpus)
        {
            var here = Math.Min(left, gpus);
            left -= here;
            rest.Add(gpus - here);
        }

        var training = Run("static partition", setting with { NodeGpus = rest, Demand = new DemandCurve([], setting.DurationSeconds) }, new PlannedRule());
        var used = (training.Utilisation is var share && double.IsFinite(share) ? share * rest.Sum() : 0) + (setting.Demand.Area(replicas) * setting.ReplicaGpus / setting.DurationSeconds);
        return training with
        {
            Gpus = setting.Gpus,
            InferenceGpus = taken,
            Held = [(0, replicas)],
            Utilisation = used / setting.Gpus,
            Samples = [.. training.Samples.Select(sample => sample with { Inference = taken, Wanted = setting.Demand.At(sample.At) * setting.ReplicaGpus })],
        };
    }

    private static JointResult Run(string name, JointSetting setting, IJointRule rule)
    {
        var world = new JointWorld(setting);
        for (var replica = setting.Demand.At(0); replica > 0 && world.TryAddReplica(); replica--)
        {
        }

        var recorder = new JointRecorder(world);
        while (true)
        {
            var check = rule.Act(world);
            var next = Math.Min(world.NextEvent(), Math.Max(check, world.Now + LeastStep));
            var end = world.AllFinished ? Math.Max(world.Now, setting.DurationSeconds) : setting.LimitSeconds;
            var until = Math.Min(next, end);
            recorder.Look(until);
            world.Advance(until);
            if (until >= end) return recorder.Result(name);
        }
    }
}
