using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The best way to make room for an ask on one node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Options">What is taken.</param>
/// <param name="Standing">The last in order that is needed.</param>
/// <param name="Cost">What it costs, see <see cref="NodeCover"/>.</param>
internal sealed record Offer(int Node, IReadOnlyList<Option> Options, Standing Standing, double Cost)
{
    public int Workers => Options.Sum(option => option.Workers);

    /// <summary>For how many such asks it makes room, on all nodes together.</summary>
    public int Replicas(GpuLedger future, GpuAsk ask)
    {
        var freed = new Dictionary<int, int>();
        var suitable = future.Nodes.SuitableFor(ask);
        foreach (var option in Options)
        {
            foreach (var holding in option.Candidate.Between(option.Candidate.Taken, option.Target))
            {
                if (holding.Node >= 0 && suitable.Contains(holding.Node)) freed[holding.Node] = freed.GetValueOrDefault(holding.Node) + holding.Gpus.GetValueOrDefault(ask.Resource);
            }
        }

        var replicas = 0;
        foreach (var (node, gpus) in freed)
        {
            var free = future.FreeOn(node, ask.Resource);
            replicas += (Math.Max(0, free + gpus) / ask.Count) - (Math.Max(0, free) / ask.Count);
        }

        return replicas;
    }
}
