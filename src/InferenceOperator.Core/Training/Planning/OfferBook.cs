namespace InferenceOperator.Core.Training.Planning;

/// <summary>The best offer of every node to a class of asks, kept up to date node by node as GPUs are taken.</summary>
internal sealed class OfferBook
{
    private readonly AskClass _class;
    private readonly VictimMarket _market;
    private readonly Offer?[] _current;
    private readonly PriorityQueue<Offer, (Standing, double Cost, double Workers, int Order, int Node)> _queue = new();
    private int _seen;

    public OfferBook(AskClass @class, int asks, VictimMarket market)
    {
        (_class, Asks, _market) = (@class, asks, market);
        _current = new Offer?[market.Future.Nodes.Nodes.Count];
        _seen = market.Touched.Count;
        foreach (var node in market.Future.Nodes.SuitableFor(@class.Ask).Indexes()) Look(node);
    }

    /// <summary>Asks of this class that have not had their turn.</summary>
    public int Asks { get; set; }

    /// <summary>The cheapest offer, by what it costs for each ask that it serves; null: there is none.</summary>
    public Offer? Best()
    {
        foreach (var node in _market.Touched.Skip(_seen).Distinct().Where(node => _market.Future.Nodes.SuitableFor(_class.Ask).Contains(node)).ToList()) Look(node);
        _seen = _market.Touched.Count;
        while (_queue.TryPeek(out var offer, out var price))
        {
            if (!ReferenceEquals(_current[offer.Node], offer))
            {
                _queue.Dequeue();
            }
            else if (!_market.Stands(offer, _class))
            {
                // A budget, or what a model may yield, is used up meanwhile. What one by one would do may be too much together.
                _queue.Dequeue();
                if (Look(offer.Node) is { } other && !_market.Stands(other, _class)) _current[offer.Node] = null;
            }
            else if (Price(offer) is var now && now.CompareTo(price) > 0)
            {
                // Fewer are left that it could serve.
                _queue.DequeueEnqueue(offer, now);
            }
            else
            {
                return offer;
            }
        }

        return null;
    }

    private Offer? Look(int node)
    {
        var offer = _market.OfferOn(node, _class);
        _current[node] = offer;
        if (offer is not null) _queue.Enqueue(offer, Price(offer));
        return offer;
    }

    private (Standing, double, double, int, int) Price(Offer offer)
    {
        double served = Asks <= 1 ? 1 : Math.Clamp(offer.Replicas(_market.Future, _class.Ask), 1, Asks);
        return (offer.Standing, offer.Cost / served, offer.Workers / served, offer.Options[0].Candidate.Order, offer.Node);
    }
}
