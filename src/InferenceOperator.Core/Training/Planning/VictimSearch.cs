using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Looks, replica by replica, for whom to take from: each time the cheapest offer of any node, by what it costs for each replica that it will
/// serve. What one replica made free serves the next. The choice is greedy, as is usual for covering problems (Chvatal, A greedy heuristic
/// for the set-covering problem, 1979); within a node it is exact.
/// </summary>
internal sealed class VictimSearch
{
    private readonly VictimMarket _market;
    private readonly Dictionary<AskClass, OfferBook> _books = [];
    private readonly Dictionary<AskClass, int> _asks;

    public VictimSearch(VictimMarket market, IReadOnlyCollection<ReplicaAsk> asks)
    {
        _market = market;
        _asks = asks.GroupBy(ask => ask.Class).ToDictionary(group => group.Key, group => group.Count());
    }

    /// <summary>Finds a place for a replica in what will be free, taking what it needs.</summary>
    public bool TryMeet(ReplicaAsk ask)
    {
        var left = _asks[ask.Class]--;
        ask.Place = _market.Future.TryTake(ask.Model.Demand.Ask);
        if (ask.Place is null)
        {
            if (!_books.TryGetValue(ask.Class, out var book)) _books[ask.Class] = book = new OfferBook(ask.Class, left, _market);
            book.Asks = left;
            if (book.Best() is not { } offer) return false;
            _market.Take(offer, ask.Model.Demand.Name);
            ask.Place = _market.Future.TryTake(ask.Model.Demand.Ask);
        }

        if (ask.Place is { Node: var node and >= 0 }) _market.Touched.Add(node);
        return ask.Place is not null;
    }
}
