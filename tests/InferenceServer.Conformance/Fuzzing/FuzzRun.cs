using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>
/// Sends broken requests to a server in a process of its own, over kept-alive connections: odd ones by REST, even ones by gRPC. Each
/// must have an answer that is not the server's failure; now and then a right one must have a right answer.
/// </summary>
internal sealed class FuzzRun(ServerUnderTest server, long seed)
{
    private const int Workers = 4;
    private const int RightEvery = 500;
    private const int MostFailures = 20;

    // What no request may be answered with: UNKNOWN, INTERNAL, UNAVAILABLE, DATA_LOSS.
    private static readonly int[] FailureCodes = [2, 13, 14, 15];
    private readonly ConcurrentDictionary<string, long> _outcomes = [];
    private readonly ConcurrentQueue<string> _failures = [];

    /// <summary>Sends so many, from a number on.</summary>
    /// <param name="first">The first one's number.</param>
    /// <param name="count">How many.</param>
    /// <returns>What was answered, and how often.</returns>
    public (IReadOnlyDictionary<string, long> Outcomes, IReadOnlyList<string> Failures) Send(long first, long count)
    {
        var threads = Enumerable.Range(0, Workers).Select(worker => new Thread(() => Work(first, count, worker))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (server.HasExited)
            _failures.Enqueue($"the server ended:\n{server.Log}");
        return (_outcomes, [.. _failures]);
    }

    private void Work(long first, long count, int worker)
    {
        using var http = new HttpTalk(server.Port);
        using var http2 = new Http2Talk(server.Port);
        for (var index = first; index < first + count && _failures.Count < MostFailures; index++)
        {
            if (index % Workers != worker)
                continue;
            var outcome = index % 2 == 1 ? Rest(http, index) : Grpc(http2, index);
            _outcomes.AddOrUpdate(outcome, 1, (_, times) => times + 1);
        }
    }

    private string Rest(HttpTalk talk, long index)
    {
        var request = RestFuzz.Make(new FuzzRandom(seed, index), index % RightEvery == 1);
        try
        {
            var answer = talk.Ask(request);
            // 505 is HTTP's own word for a version that nobody speaks.
            if (answer.Status >= 500 && answer.Status != 505)
                Failed(index, $"status {answer.Status}, {Encoding.UTF8.GetString(answer.Body)}", request.Bytes);
            else if (request.IsRight && answer.Status != 200)
                Failed(index, $"a right request had status {answer.Status}, {Encoding.UTF8.GetString(answer.Body)}", request.Bytes);
            else if (request.Framed && answer.Status < 0)
                Failed(index, "the connection was closed without an answer", request.Bytes);
            else if (answer.Status >= 400 && answer.Body.Length > 0 && !answer.Body.AsSpan().StartsWith("{\"error\":"u8))
                Failed(index, $"status {answer.Status} in another form than the protocol's: {Encoding.UTF8.GetString(answer.Body)}", request.Bytes);
            return answer.Status < 0 ? "REST closed" : $"REST {answer.Status}";
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException)
        {
            Failed(index, exception.Message, request.Bytes);
            return "REST no answer";
        }
    }

    private string Grpc(Http2Talk talk, long index)
    {
        var call = GrpcFuzz.Make(new FuzzRandom(seed, index), index % RightEvery == 0);
        try
        {
            var answer = talk.Ask(call);
            if (answer == FuzzAnswer.Failed || FailureCodes.Contains(answer.Status) || answer.Status >= 500)
                Failed(index, $"gRPC status {answer.Status} of {call.Path}", call.Body);
            else if (call.IsRight && answer.Status != 0)
                Failed(index, $"a right call had gRPC status {answer.Status}", call.Body);
            return answer.Status < 0 ? $"gRPC {(answer == FuzzAnswer.Reset ? "reset" : "closed")}" : $"gRPC {answer.Status}";
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException)
        {
            Failed(index, exception.Message, call.Body);
            return "gRPC no answer";
        }
    }

    private void Failed(long index, string what, byte[] bytes) =>
        _failures.Enqueue($"request {index} of seed {seed}: {what}\n  {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 2000)))}\n  {Printable(bytes)}");

    private static string Printable(byte[] bytes) => string.Concat(bytes.Take(600).Select(part => part is >= 32 and < 127 ? (char)part : '.'));
}
