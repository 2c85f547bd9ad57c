namespace InferenceServer.Tests.Support.Load;

/// <summary>Callers by REST and by gRPC, each on a thread and a connection of its own, one request after the other until the end.</summary>
internal sealed class SteadyLoad : IDisposable
{
    private readonly List<LoadCaller> _callers = [];
    private readonly List<Thread> _threads;
    private volatile bool _ending;

    /// <summary>Begins.</summary>
    /// <param name="service">Whom they call.</param>
    /// <param name="model">Which model.</param>
    /// <param name="each">Callers by REST, and as many by gRPC.</param>
    public SteadyLoad(ServiceEndpoints service, string model, int each)
    {
        var (rest, grpc) = (LoadRequests.Rest(model), LoadRequests.Grpc(model));
        for (var index = 0; index < each; index++)
        {
            _callers.Add(new RestLoadCaller(service, Counts, rest));
            _callers.Add(new GrpcLoadCaller(service, Counts, grpc));
        }

        _threads = [.. _callers.Select(caller => new Thread(() =>
        {
            while (!_ending)
                caller.Call();
        }))];
        _threads.ForEach(thread => thread.Start());
    }

    /// <summary>What became of the requests so far.</summary>
    public LoadCounts Counts { get; } = new();

    /// <summary>Returns when so many more are answered.</summary>
    public async Task AnswersAsync(int more)
    {
        var before = Counts.Answered;
        await Eventually.TrueAsync(() => Counts.Answered >= before + more || Counts.Failures.Count > 1000);
    }

    /// <summary>Ends it, after the requests under way.</summary>
    public void Dispose()
    {
        _ending = true;
        _threads.ForEach(thread => thread.Join());
        _callers.ForEach(caller => caller.Dispose());
    }
}
