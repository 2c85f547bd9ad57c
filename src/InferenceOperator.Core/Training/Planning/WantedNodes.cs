using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The nodes on which models lack GPUs: what is free there is theirs.</summary>
internal sealed class WantedNodes
{
    private readonly ClusterView _view;
    private readonly Dictionary<string, NodeSet> _nodes = new(StringComparer.Ordinal);

    public WantedNodes(ClusterView view, IReadOnlyList<PlacedModel> models)
    {
        _view = view;
        foreach (var ask in models.Where(model => model.Unmet > 0 || model.SurgeComing).Select(model => model.Demand.Ask))
        {
            if (!_nodes.TryGetValue(ask.Resource, out var wanted)) _nodes[ask.Resource] = wanted = new NodeSet(view.Nodes.Nodes.Count);
            wanted.AddAll(view.Nodes.SuitableFor(ask));
        }
    }

    /// <summary>Whether a worker could take a GPU that a model waits for. One of another product or pool cannot.</summary>
    public bool Meet(GpuAsk ask) => _nodes.TryGetValue(ask.Resource, out var wanted) && wanted.Meets(_view.Nodes.SuitableFor(ask));
}
