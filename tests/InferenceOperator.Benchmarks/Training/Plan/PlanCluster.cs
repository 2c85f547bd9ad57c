using InferenceOperator.Core.Model;

namespace InferenceOperator.Benchmarks.Training.Plan;

/// <summary>Clusters on paper: nodes of eight GPUs, 200 jobs and 100 models for every 500 of them.</summary>
internal sealed class PlanCluster
{
    private const int GpusPerNode = 8;
    private const int NodesPerFamily = 500;
    private const int JobsPerFamily = 200;
    private const int ModelsPerFamily = 100;
    private static readonly string[] Products = ["NVIDIA-H100-80GB-HBM3", "NVIDIA-A100-SXM4-80GB"];
    private readonly List<PodState> _pods = [];
    private readonly int _nodes;
    private int _taken;

    private PlanCluster(int nodes) => _nodes = nodes;

    /// <summary>The moment at which all plans are made.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private int Families => _nodes / NodesPerFamily;

    /// <summary>Every GPU is held: four replicas a model, the rest by gangs of 18. Everyone has what he wants.</summary>
    public static ClusterSnapshot Settled(int nodes) => new PlanCluster(nodes).Build(replicas: 4, wanted: 4, running: true);

    /// <summary>The same, and every model wants one replica more.</summary>
    public static ClusterSnapshot Burst(int nodes) => new PlanCluster(nodes).Build(replicas: 4, wanted: 5, running: true);

    /// <summary>The same, and the replicas that are wanted are of one, two, four and eight GPUs.</summary>
    public static ClusterSnapshot BurstOfSizes(int nodes)
    {
        var burst = Burst(nodes);
        return burst with { Models = [.. burst.Models.Select((model, index) => model with { Ask = model.Ask with { Count = 1 << (index / 8 % 4) } })] };
    }

    /// <summary>Inference has its replicas, every job waits and every worker fits.</summary>
    public static ClusterSnapshot Resume(int nodes) => new PlanCluster(nodes).Build(replicas: 4, wanted: 4, running: false);

    private ClusterSnapshot Build(int replicas, int wanted, bool running)
    {
        List<ModelDemand> models = [.. Enumerable.Range(0, ModelsPerFamily * Families).Select(index => Model(index, replicas, wanted))];
        foreach (var model in models)
            Bind(model.Name, PodOwner.Model, replicas);
        var workers = ((_nodes * GpusPerNode) - _taken) / (JobsPerFamily * Families);
        List<TrainingDemand> jobs = [.. Enumerable.Range(0, JobsPerFamily * Families).Select(index => Job(index, workers, running))];
        if (running)
        {
            foreach (var job in jobs)
                Bind(job.Name, PodOwner.Training, workers);
        }

        return new ClusterSnapshot { Nodes = [.. Enumerable.Range(0, _nodes).Select(Node)], Pods = _pods, Models = models, TrainingJobs = jobs, Pools = [Pool(0), Pool(1)] };
    }

    private static NodeState Node(int index) => new()
    {
        Name = $"node-{index:00000}",
        Gpus = Gpus(GpusPerNode),
        Product = Products[index % 2],
        MemoryMiB = 81559,
        Labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = $"node-{index:00000}", ["pool"] = Name(index), ["nvidia.com/gpu.product"] = Products[index % 2] },
        Taints = [new NodeTaint(GpuResources.WholeGpu, null, "NoSchedule")],
    };

    // Every object has an ask of its own, as the host makes them.
    private static GpuAsk Ask(int index) => new()
    {
        Products = index % 4 == 0 ? [Products[index / 4 % 2]] : [],
        Tolerations = [new PodToleration(GpuResources.WholeGpu, Exists: true, null, null)],
    };

    private static ModelDemand Model(int index, int replicas, int wanted) => new()
    {
        Name = new ObjectName("vision", $"model-{index:0000}"), Ask = Ask(index), Priority = (ModelPriority)(index % 3), WantedReplicas = wanted, CurrentReplicas = replicas,
        CreatedAt = Now.AddDays(-30).AddMinutes(index),
    };

    private static TrainingDemand Job(int index, int workers, bool running) => new()
    {
        Name = new ObjectName("research", $"job-{index:0000}"), Ask = Ask(index + 1), Workers = workers, MinWorkers = index % 3 == 0 ? workers / 2 : workers,
        GrantedWorkers = running ? workers : 0, CreatedAt = Now.AddHours(-index - 1), StartedAt = running ? Now.AddMinutes(-6 - (index % 90)) : null,
        PreemptedAt = running ? null : Now.AddHours(-1),
    };

    private static PoolRules Pool(int index) => new()
    {
        Name = Name(index), NodeSelector = new Dictionary<string, string> { ["pool"] = Name(index) }, Reserve = index, GiveBackDelay = TimeSpan.Zero,
    };

    private static string Name(int index) => index % 2 == 0 ? "even" : "odd";

    private static Dictionary<string, int> Gpus(int count) => new() { [GpuResources.WholeGpu] = count };

    // Round the nodes, so that gangs lie across them as they come to lie in the course of time.
    private void Bind(ObjectName owner, PodOwner kind, int count)
    {
        for (var rank = 0; rank < count; rank++)
        {
            _pods.Add(new PodState
            {
                Name = owner with { Name = $"{owner.Name}-{rank}" }, Node = $"node-{_taken++ % _nodes:00000}", Gpus = Gpus(1), Owner = kind, OwnerName = owner, Rank = kind == PodOwner.Training ? rank : null,
            });
        }
    }
}
