using Grpc.Net.Client;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Conformance.Onnx;

/// <summary>Asks one running server for every case: loads its model into the repository, asks by every way in, unloads it.</summary>
internal sealed class ConformanceRun : IDisposable
{
    private readonly ServerUnderTest _server;
    private readonly GrpcChannel _channel;
    private readonly IWayIn[] _ways;

    private ConformanceRun(ServerUnderTest server)
    {
        _server = server;
        _channel = GrpcChannel.ForAddress(server.Http.BaseAddress!, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var service = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        _ways = [new RestWay(server.Http, binary: false), new RestWay(server.Http, binary: true), new GrpcWay(service, raw: true), new GrpcWay(service, raw: false)];
    }

    /// <summary>Names of the ways in.</summary>
    public IEnumerable<string> Ways => _ways.Select(way => way.Name);

    /// <summary>Starts a server whose repository is empty.</summary>
    public static async Task<ConformanceRun> StartAsync() => new(await ServerUnderTest.StartAsync(_ => { }));

    /// <summary>Runs one case.</summary>
    public async Task<CaseResult> RunAsync(OnnxCase test)
    {
        var opened = RawRuntime.Open(test);
        if (opened.Failure is { } reason)
            return CaseResult.Skip(test.Name, reason);
        File.CreateSymbolicLink(_server.ModelFile(test.Name), test.Model);
        var refusal = await _server.LoadAsync(test.Name);
        if (opened.Odd.Count > 0)
            return await OddAsync(opened, refusal);
        if (refusal is not null)
            return CaseResult.Failed(test.Name, $"load: {refusal}");
        var result = await AskAsync(opened);
        await _server.UnloadAsync(test.Name);
        return result;
    }

    public void Dispose()
    {
        _channel.Dispose();
        _server.Dispose();
    }

    private async Task<CaseResult> AskAsync(OpenedCase opened)
    {
        var (passed, formless, failures) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var way in _ways)
        {
            string? failure = null;
            foreach (var set in opened.Sets)
                failure ??= await FailureAsync(way, opened.Case.Name, set);
            if (failure is not null)
                failures.Add($"{way.Name}: {failure}");
            else
                (opened.Sets.All(set => way.Carries(set.Inputs)) ? passed : formless).Add(way.Name);
        }

        return new CaseResult(opened.Case.Name, null, null, passed, formless, failures);
    }

    private static async Task<string?> FailureAsync(IWayIn way, string model, DataSet set)
    {
        try
        {
            var answer = await way.AskAsync(model, set.Inputs);
            return way.Carries(set.Inputs) ? Comparison.Difference(set.Outputs, answer) : "answered what it has no form for";
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
        catch (RefusedException exception)
        {
            return !way.Carries(set.Inputs) && exception.Message.Contains("raw_input_contents", StringComparison.Ordinal) ? null : $"{exception.Status}: {exception.Message}";
        }
    }

    // A model whose inputs cannot be sent is not served, or refuses a request without them; an output that cannot be answered is refused when
    // it is asked for.
    private async Task<CaseResult> OddAsync(OpenedCase opened, string? refusal)
    {
        var name = opened.Case.Name;
        refusal ??= await _server.AskForOutputAsync(name, opened.OddInput ? null : opened.Odd[0]);
        await _server.UnloadAsync(name);
        return refusal is not null && opened.Odd.Any(odd => refusal.Contains(odd, StringComparison.Ordinal))
            ? CaseResult.Odd(name, refusal)
            : CaseResult.Failed(name, $"{string.Join(", ", opened.Odd)}, which the protocol does not carry, is not refused by its name: {refusal ?? "taken"}");
    }
}
