using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Tests.Training.Histories;

/// <summary>Nodes of several makes, and what may be asked of them. The scheduler's rules are written down a second time, on purpose.</summary>
internal static class Hardware
{
    public const int Kinds = 7;
    private const string Mig = "nvidia.com/mig-1g.10gb";

    /// <summary>Any GPU, one product or the other, a MIG device, one that tolerates the taint; then several GPUs of one node.</summary>
    public static readonly GpuAsk[] Asks =
    [
        new(),
        new() { Products = ["H100"] },
        new() { Products = ["A100"] },
        new() { Resource = Mig },
        new() { Tolerations = [new PodToleration("team", Exists: true, null, null)] },
        new() { Count = 2 },
        new() { Count = 4, Products = ["H100"] },
        new() { Count = 8 },
        new() { Count = 2, Products = ["A100"] },
        new() { Count = 4, Tolerations = [new PodToleration("team", Exists: true, null, null)] },
        new() { Count = 2, Resource = Mig },
        new() { Count = 4, Resource = Mig },
    ];

    public static NodeState Node(int number, int kind)
    {
        var (product, gpus, mig) = kind switch { 0 => ("H100", 4, 0), 1 => ("A100", 3, 0), 2 => ("A100", 1, 3), 3 => ("H100", 2, 0), 5 => ("H100", 8, 0), 6 => ("A100", 2, 7), _ => ("H100", 4, 0) };
        return new NodeState
        {
            Name = $"node-{number:00}",
            Product = product,
            Gpus = mig == 0 ? new Dictionary<string, int> { [GpuResources.WholeGpu] = gpus } : new Dictionary<string, int> { [GpuResources.WholeGpu] = gpus, [Mig] = mig },
            Labels = new Dictionary<string, string> { ["product"] = product },
            Taints = kind == 3 ? [new NodeTaint("team", "ml", "NoSchedule")] : [],
        };
    }

    /// <summary>The pools are of one product each, and so a job that asks for a product is in one of them.</summary>
    public static PoolRules Pool(string product) => new() { Name = product, NodeSelector = new Dictionary<string, string> { ["product"] = product } };

    public static string PoolOfJob(TrainingDemand job) => job.Ask.Products.Count == 1 ? job.Ask.Products[0] : job.Ask.Resource == Mig ? "A100" : "";

    public static bool Suits(NodeState node, GpuAsk ask) =>
        node is { Ready: true, Schedulable: true } && (ask.Products.Count == 0 || ask.Products.Contains(node.Product!)) && (node.Taints.Count == 0 || ask.Tolerations.Count > 0);
}
