using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Benchmarks.Cluster.Passes;

/// <summary>Answers the operator's queries on 127.0.0.1 with series made beforehand, and counts the requests.</summary>
internal sealed partial class AnsweringPrometheus : IAsyncDisposable
{
    private readonly WebApplication _app;
    private FrozenDictionary<string, byte[]> _series = FrozenDictionary<string, byte[]>.Empty;
    private int _requests;

    private AnsweringPrometheus()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Its address.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Starts one that knows nothing yet.</summary>
    public static async Task<AnsweringPrometheus> StartAsync()
    {
        var server = new AnsweringPrometheus();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers this from now on.</summary>
    /// <param name="now">The server's time.</param>
    /// <param name="signals">Value, model and, where a series is a pod's own, pod by signal of the preset onnx, as <see cref="SignalNames"/> has them.</param>
    public void Say(DateTimeOffset now, ILookup<string, (string Model, string? Pod, double Value)> signals)
    {
        var clock = Series("clock", null, null, now, 1);
        _series = signals.Select(signal => (Name: "onnx/" + signal.Key, Text: string.Join(',', signal.Select(it => Series("onnx/" + signal.Key, it.Model, it.Pod, now, it.Value)))))
            .Append((Name: "clock", Text: clock)).ToFrozenDictionary(pair => pair.Name, pair => Encoding.UTF8.GetBytes(pair.Text));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Series(string signal, string? model, string? pod, DateTimeOffset now, double value)
    {
        var labels = $"\"{JoinedQuery.Label}\":\"{signal}\"";
        if (model is not null)
            labels += $",\"{SeriesLabels.Namespace}\":\"vision\",\"{SeriesLabels.Model}\":\"{model}\"";
        if (pod is not null)
            labels += $",\"{SeriesLabels.Pod}\":\"{pod}\"";
        return FormattableString.Invariant($"{{\"metric\":{{{labels}}},\"value\":[{now.ToUnixTimeMilliseconds() / 1000.0:0.000},\"{value:R}\"]}}");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var query = (await context.Request.ReadFormAsync())["query"].ToString();
        var found = Names().Matches(query).Select(match => match.Groups[1].Value).Distinct().Where(_series.ContainsKey).ToList();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[");
        for (var index = 0; index < found.Count; index++)
        {
            if (index > 0)
                await context.Response.WriteAsync(",");
            await context.Response.Body.WriteAsync(_series[found[index]]);
        }

        await context.Response.WriteAsync("]}}");
    }

    [GeneratedRegex($"\"{JoinedQuery.Label}\", \"([a-z0-9/-]+)\"")]
    private static partial Regex Names();
}
