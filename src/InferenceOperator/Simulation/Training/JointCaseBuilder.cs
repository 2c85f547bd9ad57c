using InferenceOperator.Core.Model;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>Puts a joint case together: the inference part as any simulation has it, the jobs, and the cluster that both share.</summary>
internal static class JointCaseBuilder
{
    private const int MostJobs = 2000;
    private const double Minute = 60;

    /// <summary>Builds it.</summary>
    /// <param name="subject">The inference part.</param>
    /// <param name="request">The rest.</param>
    /// <param name="notes">Takes what a reader should know.</param>
    /// <returns>The case.</returns>
    /// <exception cref="InputException">Something cannot be used.</exception>
    public static JointCase Build(SimulationCase subject, JointRequest request, List<string> notes)
    {
        var setting = subject.Setting;
        if (subject.Gpus == 0)
            throw new InputException("the model takes no GPU (gpus: 0), so that it has nothing to share with training: write gpus: 1 or more in the profile, or gpu.count in the deployment");
        if (setting.Profile.Gpus > request.GpusPerNode)
            throw new InputException($"a replica takes {setting.Profile.Gpus} GPUs of one node, and --gpus-per-node is {request.GpusPerNode}: write --gpus-per-node {setting.Profile.Gpus} or more");
        int[] nodes = [.. Enumerable.Repeat(request.GpusPerNode, request.Nodes)];
        var jobs = request.Training.StartsWith(GeneratedJobs.Scheme, StringComparison.Ordinal)
            ? GeneratedJobs.Parse(request.Training).Make(Left(subject, nodes), setting.Trace.DurationSeconds, nodes.Sum(), setting.Seed)
            : Read(request, nodes, setting.Seed, setting.Trace.DurationSeconds, notes);
        return new JointCase
        {
            Inference = setting,
            Policy = subject.Policy,
            NodeGpus = nodes,
            Jobs = jobs,
            Pool = new PoolRules { Reserve = request.Reserve, GiveBackDelay = request.GiveBackDelay ?? new PoolRules().GiveBackDelay },
        };
    }

    private static IReadOnlyList<ReplayedJob> Read(JointRequest request, int[] nodes, ulong seed, double duration, List<string> notes)
    {
        var read = TrainingTrace.Read(request.Training, seed);
        var name = Path.GetFileName(request.Training);
        var scaled = TrainingTrace.Scale(read.Select(item => item.Job), request.TimeScale);
        var within = scaled.Count(job => job.SubmittedSeconds <= duration);
        if (within == 0)
            throw new InputException($"{name}: the first job is submitted at {Shown.Duration(scaled[0].SubmittedSeconds)}, and the load is over at {Shown.Duration(duration)}: write earlier times, or a --training-time-scale below {request.TimeScale}");
        if (within > MostJobs)
            throw new InputException($"{name}: {within} jobs are submitted within the load, and at most {MostJobs} are replayed: write fewer, or a greater --training-time-scale");
        TrainingTrace.CheckFit(read.Take(within), nodes);
        if (within < scaled.Count)
            notes.Add($"{scaled.Count - within} of {scaled.Count} jobs are submitted after the load is over and are left out");
        return [.. scaled.Take(within)];
    }

    /// <summary>GPU-seconds that a load just carried leaves on the cluster.</summary>
    private static double Left(SimulationCase subject, int[] nodes)
    {
        var trace = subject.Setting.Trace;
        var replicas = Enumerable.Range(0, (int)(trace.DurationSeconds / Minute) + 1).Average(minute => trace.RateOf(minute * Minute) / subject.Capacity);
        return trace.DurationSeconds * Math.Max(1, nodes.Sum() - (replicas * subject.Setting.Profile.Gpus));
    }
}
