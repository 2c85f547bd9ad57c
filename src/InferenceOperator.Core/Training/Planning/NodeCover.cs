namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Which candidates of one node free enough GPUs at the least cost: the covering knapsack, solved exactly (Martello and Toth, Knapsack
/// Problems, 1990, chapter 2), for a node has few GPUs. Nobody is taken of a standing that is not needed; at the last standing that is, as
/// little as can be; before that, what loses least.
/// </summary>
internal static class NodeCover
{
    /// <summary>Makes any loss at the last standing weigh more than all before it; both fit a double.</summary>
    private const double LastWeighs = 1e7;

    /// <summary>Finds them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="short">GPUs to be freed, at least 1.</param>
    /// <param name="candidates">For each candidate what it can do, the first in order first.</param>
    /// <returns>The offer, or null when all of it is not enough.</returns>
    public static Offer? Find(int node, int @short, List<List<Option>> candidates)
    {
        if (@short == 1) return Single(node, candidates);
        if (LastNeeded(@short, candidates) is not { } last) return null;
        var best = new Cell?[@short + 1];
        best[0] = new Cell(0, 0, default, null);
        foreach (var options in candidates)
        {
            // From much to little, so that no cell is built upon an option of the same candidate.
            for (var have = @short - 1; have >= 0; have--)
            {
                if (best[have] is not { } from) continue;
                foreach (var option in options)
                {
                    if (option.Standing.CompareTo(last) > 0) continue;
                    var to = Math.Min(@short, have + option.Freed);
                    var cell = new Cell(from.Cost + Cost(option, last), from.Workers + option.Workers, option, from);
                    if (best[to] is not { } known || (cell.Cost, cell.Workers).CompareTo((known.Cost, known.Workers)) < 0) best[to] = cell;
                }
            }
        }

        return best[@short] is { } found ? new Offer(node, [.. found.Options().Reverse()], last, found.Cost) : null;
    }

    /// <summary>Of most nodes one GPU is asked for: the same, without the tables.</summary>
    private static Offer? Single(int node, List<List<Option>> candidates)
    {
        Option? best = null;
        foreach (var options in candidates)
        {
            foreach (var option in options)
            {
                if (best is not { } known || Compare(option, known) < 0) best = option;
            }
        }

        return best is { } found ? new Offer(node, [found], found.Standing, Cost(found, found.Standing)) : null;
    }

    private static int Compare(Option one, Option other) => one.Standing.CompareTo(other.Standing) is var order and not 0
        ? order
        : (Cost(one, one.Standing), one.Workers).CompareTo((Cost(other, other.Standing), other.Workers));

    private static double Cost(Option option, Standing last)
    {
        if (option.Candidate.Taken > 0) return 0;
        return option.Standing == last ? (option.Loss + 1) * LastWeighs : option.Loss + 1;
    }

    private static Standing? LastNeeded(int @short, List<List<Option>> candidates)
    {
        var standings = new SortedSet<Standing>();
        foreach (var options in candidates)
        {
            foreach (var option in options) standings.Add(option.Standing);
        }

        foreach (var standing in standings)
        {
            var freed = 0;
            foreach (var options in candidates)
            {
                var most = 0;
                foreach (var option in options)
                {
                    if (option.Standing.CompareTo(standing) <= 0) most = Math.Max(most, option.Freed);
                }

                freed += most;
            }

            if (freed >= @short) return standing;
        }

        return null;
    }

    private sealed record Cell(double Cost, int Workers, Option Option, Cell? From)
    {
        public IEnumerable<Option> Options()
        {
            for (var cell = this; cell.From is { } from; cell = from) yield return cell.Option;
        }
    }
}
