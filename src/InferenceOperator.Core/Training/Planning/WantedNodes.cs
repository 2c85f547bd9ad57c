using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The nodes on which models lack GPUs: what is free there is theirs.</summary>
internal sealed class WantedNodes
{
    private readonly ClusterView _view;
    private readonly Dictionary<string, HashSet<string>> _nodes;

    public WantedNodes(ClusterView view, IReadOnlyList<PlacedModel> models)
    {
        _view = view;
        _nodes = models.Where(model => model.Unmet > 0).GroupBy(model => model.Demand.Ask.Resource, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.SelectMany(model => view.Free.NodesFor(model.Demand.Ask)).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>Whether a worker could take a GPU that a model waits for. One of another product or pool cannot.</summary>
    public bool Meet(GpuAsk ask) => _nodes.TryGetValue(ask.Resource, out var wanted) && _view.Free.NodesFor(ask).Any(wanted.Contains);
}
