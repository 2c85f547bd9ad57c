using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Which of a node's replicas could go together.</summary>
internal static class ReplicaSets
{
    /// <summary>Every set that holds enough GPUs and would not without any one of its replicas, the fewest GPUs first. Of those that ask alike it does not matter which goes.</summary>
    /// <param name="replicas">Replicas on one node, of one resource.</param>
    /// <param name="gpus">GPUs to be had, at least 1.</param>
    public static IReadOnlyList<IReadOnlyList<ReplicaAsk>> Smallest(IEnumerable<ReplicaAsk> replicas, int gpus)
    {
        List<List<ReplicaAsk>> kinds = [.. replicas.GroupBy(replica => replica.Model.Demand.Ask, AskComparer.Instance).Select(kind => kind.ToList())];
        List<IReadOnlyList<ReplicaAsk>> sets = [];
        Choose(0, []);
        return [.. sets.OrderBy(set => set.Sum(Size)).ThenBy(set => set.Count)];

        void Choose(int kind, List<ReplicaAsk> chosen)
        {
            if (kind == kinds.Count)
            {
                var sum = chosen.Sum(Size);
                if (sum >= gpus && chosen.TrueForAll(replica => sum - Size(replica) < gpus)) sets.Add(chosen);
                return;
            }

            for (var count = 0; count <= kinds[kind].Count; count++) Choose(kind + 1, [.. chosen, .. kinds[kind].Take(count)]);
        }
    }

    private static int Size(ReplicaAsk replica) => replica.Model.Demand.Ask.Count;
}
