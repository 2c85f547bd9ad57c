using System.Collections.Concurrent;
using InferenceServer.Buffers;

namespace InferenceServer.Protocol;

/// <summary>Keeps ended requests for the next ones: a request is a handful of lists that would be made anew each time.</summary>
internal sealed class InferRequestPool(AlignedBufferPool pool, MemoryBudget budget)
{
    // More at once are made and forgotten.
    private const int Kept = 256;

    private readonly ConcurrentQueue<InferRequest> _free = [];

    /// <summary>An empty request; disposing it ends its use.</summary>
    public InferRequest Rent() => _free.TryDequeue(out var request) ? request : new InferRequest(pool, budget, Return);

    private void Return(InferRequest request)
    {
        if (_free.Count < Kept)
            _free.Enqueue(request);
    }
}
