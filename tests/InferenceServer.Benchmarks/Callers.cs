namespace InferenceServer.Benchmarks;

/// <summary>Several connections that ask the same.</summary>
internal sealed class Callers : IDisposable
{
    private readonly List<RestCaller> _callers;

    public Callers(int port, string model, int count, params Tensor[] inputs)
        : this(count, () => new RestCaller(port, model, inputs))
    {
    }

    public Callers(int count, Func<RestCaller> connect)
    {
        _callers = [.. Enumerable.Range(0, count).Select(_ => connect())];
        Calls = [.. _callers.Select(caller => (Action)caller.Call)];
    }

    /// <summary>One call of each connection.</summary>
    public IReadOnlyList<Action> Calls { get; }

    /// <summary>A call on every connection, one after the other.</summary>
    public void Warm() => _callers.ForEach(caller => caller.Call());

    public void Dispose() => _callers.ForEach(caller => caller.Dispose());
}
