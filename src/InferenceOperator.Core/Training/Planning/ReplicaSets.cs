using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Which of a node's replicas could go together.</summary>
internal static class ReplicaSets
{
    /// <summary>Choices that are looked at: on a node of many small devices that many unlike models share, there are more sets than could ever be listed.</summary>
    private const int Most = 1_000;

    /// <summary>
    /// The sets that hold enough GPUs and would not without any one of their replicas, the fewest GPUs first: all of them, or those that are found
    /// in <see cref="Most"/> choices. Of those that ask alike it does not matter which goes.
    /// </summary>
    /// <param name="replicas">Replicas on one node, of one resource.</param>
    /// <param name="gpus">GPUs to be had, at least 1.</param>
    public static IReadOnlyList<IReadOnlyList<ReplicaAsk>> Smallest(IEnumerable<ReplicaAsk> replicas, int gpus)
    {
        List<List<ReplicaAsk>> kinds = [.. replicas.GroupBy(replica => replica.Model.Demand.Ask, AskComparer.Instance).Select(kind => kind.ToList())];
        List<IReadOnlyList<ReplicaAsk>> sets = [];
        var choices = 0;
        Choose(0, [], 0, kinds.Sum(kind => kind.Sum(Size)));
        return [.. sets.OrderBy(set => set.Sum(Size)).ThenBy(set => set.Count)];

        void Choose(int kind, List<ReplicaAsk> chosen, int sum, int left)
        {
            if (sum >= gpus)
            {
                // More would be one too many.
                if (chosen.TrueForAll(replica => sum - Size(replica) < gpus)) sets.Add(chosen);
                return;
            }

            if (sum + left < gpus) return;
            var size = Size(kinds[kind][0]);
            left -= kinds[kind].Count * size;
            for (var count = 0; count <= kinds[kind].Count && choices++ < Most; count++)
                Choose(kind + 1, [.. chosen, .. kinds[kind].Take(count)], sum + (count * size), left);
        }
    }

    private static int Size(ReplicaAsk replica) => replica.Model.Demand.Ask.Count;
}
