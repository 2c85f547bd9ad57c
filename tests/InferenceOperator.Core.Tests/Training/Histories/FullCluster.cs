using System.Globalization;
using CsCheck;
using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Tests.Training.Histories;

/// <summary>
/// A cluster full of gangs whose workers lie about on unlike nodes, and models that ask for one to eight GPUs or MIG devices at once, each on
/// nodes of its own choice: where a replica is placed matters to all others.
/// </summary>
/// <param name="Nodes">For each node its GPUs, as a power of two, and whether it has MIG devices beside them.</param>
/// <param name="Workers">For each place, one after another: GPUs of the worker there, as a power of two, and its gang.</param>
/// <param name="Gangs">Elastic or not, minutes since its start, protected or not.</param>
/// <param name="Models">Replicas, GPUs of each as a power of two, the nodes that will do as bits, MIG devices or not, priority.</param>
internal sealed record FullCluster(
    (int Gpus, int Mig)[] Nodes, (int Size, int Gang)[] Workers, (int Elastic, int Minutes, int Protected)[] Gangs, (int Replicas, int Size, int On, int Mig, int Priority)[] Models)
{
    private const int MostNodes = 6;
    private const int MostGangs = 6;
    private const int MigOneIn = 4;
    private const int MigDevices = 4;
    private const string Mig = "nvidia.com/mig-1g.10gb";

    public static Gen<FullCluster> Gen { get; } = CsCheck.Gen.Select(
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 3], CsCheck.Gen.Int[1, MigOneIn]).Array[2, MostNodes],
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 3], CsCheck.Gen.Int[0, MostGangs - 1]).Array[20],
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 2], CsCheck.Gen.Int[0, 20], CsCheck.Gen.Int[0, 9]).Array[MostGangs],
        CsCheck.Gen.Select(CsCheck.Gen.Int[1, 2], CsCheck.Gen.Int[0, 3], CsCheck.Gen.Int[1, (1 << MostNodes) - 1], CsCheck.Gen.Int[1, MigOneIn], CsCheck.Gen.Int[0, 2]).Array[1, 7],
        (nodes, workers, gangs, models) => new FullCluster(nodes, workers, gangs, models));

    /// <summary>The cluster at noon. Workers of a gang ask for as much each: what a gang has of another size is a gang of its own.</summary>
    public ClusterSnapshot Snapshot()
    {
        var nodes = Nodes.Select((node, number) => Node(node.Gpus, node.Mig == 1, number)).ToList();
        var pods = Pods(nodes).ToList();
        var jobs = pods.GroupBy(pod => pod.OwnerName!.Value).Select(group => Job(group.Key, group.First(), group.Count())).ToList();
        return new ClusterSnapshot { Nodes = nodes, Pods = pods, TrainingJobs = jobs, Models = [.. Models.Select(Model)] };
    }

    private static NodeState Node(int size, bool mig, int number)
    {
        var gpus = new Dictionary<string, int> { [GpuResources.WholeGpu] = 1 << size };
        if (mig) gpus[Mig] = MigDevices;
        return new NodeState { Name = Product(number), Product = Product(number), Gpus = gpus };
    }

    private IEnumerable<PodState> Pods(List<NodeState> nodes)
    {
        var ranks = new Dictionary<string, int>();
        var next = 0;
        foreach (var node in nodes)
        {
            foreach (var (resource, total) in node.Gpus)
            {
                for (var free = total; free > 0;)
                {
                    var (size, gang) = Workers[next++ % Workers.Length];
                    var gpus = Math.Min(1 << size, 1 << (int)Math.Log2(free));
                    free -= gpus;
                    var job = $"gang-{gang}-{gpus}{(resource == Mig ? "-mig" : "")}";
                    ranks[job] = ranks.TryGetValue(job, out var rank) ? rank + 1 : 0;
                    yield return Paper.Worker(job, ranks[job], node.Name) with { Gpus = new Dictionary<string, int> { [resource] = gpus } };
                }
            }
        }
    }

    private TrainingDemand Job(ObjectName name, PodState worker, int workers)
    {
        var (elastic, minutes, guarded) = Gangs[int.Parse(name.Name.Split('-')[1], CultureInfo.InvariantCulture)];
        var (resource, gpus) = worker.Gpus.Single();
        return Paper.Job(name.Name, workers, elastic == 0 ? 1 : workers, granted: workers) with
        {
            Ask = new GpuAsk { Count = gpus, Resource = resource }, StartedAt = Paper.Noon - TimeSpan.FromMinutes(minutes), MaxPreemptions = guarded == 0 ? 0 : 5,
        };
    }

    private static ModelDemand Model((int Replicas, int Size, int On, int Mig, int Priority) model, int index) => new()
    {
        Name = Paper.Name($"model-{index}"),
        WantedReplicas = model.Replicas,
        Ask = new GpuAsk
        {
            Count = 1 << model.Size,
            Resource = model.Mig == 1 ? Mig : GpuResources.WholeGpu,
            Products = [.. Enumerable.Range(0, MostNodes).Where(number => (model.On >> number & 1) == 1).Select(Product)],
        },
        Priority = (ModelPriority)model.Priority,
    };

    private static string Product(int number) => $"node-{number}";
}
