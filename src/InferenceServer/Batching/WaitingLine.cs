namespace InferenceServer.Batching;

/// <summary>Requests in the order in which they will run. Not safe for threads; its owner locks.</summary>
internal sealed class WaitingLine
{
    // How far behind the first one others are looked for that fit it: a long line of unlike requests must not cost its length each time.
    private const int Sight = 256;

    private readonly LinkedList<PendingRun>[] _byPriority = [new(), new(), new()];

    /// <summary>How many wait.</summary>
    public int Count => _byPriority[0].Count + _byPriority[1].Count + _byPriority[2].Count;

    /// <summary>Rows that wait, of requests that can be joined; others count as one.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes a place at the end of its priority.</summary>
    public void Add(PendingRun run)
    {
        _byPriority[(int)run.Inputs.Priority].AddLast(run.Node);
        Rows += Math.Max(run.Rows, 1);
    }

    /// <summary>Leaves the line; false when the run is in it no more.</summary>
    public bool Remove(PendingRun run)
    {
        if (run.Node.List is not { } list)
            return false;
        list.Remove(run.Node);
        Rows -= Math.Max(run.Rows, 1);
        return true;
    }

    /// <summary>Takes the first out of the line, and those behind it that fit into one run with it.</summary>
    /// <param name="maxRows">Rows of the run, unless the first alone has more.</param>
    /// <param name="maxBytes">Bytes of inputs of the run, likewise.</param>
    /// <param name="batch">Receives them, empty before; stays empty when nobody waits.</param>
    public void Take(int maxRows, long maxBytes, List<PendingRun> batch)
    {
        long rows = 0;
        long bytes = 0;
        var seen = 0;
        foreach (var list in _byPriority)
        {
            for (var node = list.First; node is not null && seen < Sight && (batch.Count == 0 || rows < maxRows); seen++)
            {
                var run = node.Value;
                node = node.Next;
                if (batch.Count > 0 && (rows + run.Rows > maxRows || bytes + run.Inputs.Bytes > maxBytes || !batch[0].Fits(run)))
                    continue;
                Remove(run);
                batch.Add(run);
                rows += run.Rows;
                bytes += run.Inputs.Bytes;
                if (run.Rows == 0)
                    return;
            }
        }
    }
}
