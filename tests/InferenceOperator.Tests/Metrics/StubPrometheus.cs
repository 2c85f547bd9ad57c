using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Tests.Metrics;

/// <summary>Answers on 127.0.0.1 in ways that a real Prometheus cannot be made to: wrong status codes, slow and huge bodies.</summary>
internal sealed class StubPrometheus : IAsyncDisposable
{
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private StubPrometheus()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // The system chooses the port: one that was looked up before may be another test's by now.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    public int Status { get; set; } = 200;

    public string Body { get; set; } = """{"status":"success","data":{"resultType":"vector","result":[]}}""";

    /// <summary>Never answers until disposed.</summary>
    public bool Hangs { get; set; }

    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Form)> Requests { get; } = new();

    public static async Task<StubPrometheus> StartAsync()
    {
        var stub = new StubPrometheus();
        await stub._app.StartAsync();
        stub.Url = stub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        _closing.SetResult();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Requests.Enqueue((
            context.Request.Path.Value!,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            form.ToDictionary(field => field.Key, field => field.Value.ToString())));
        if (Hangs)
            await _closing.Task;
        context.Response.StatusCode = Status;
        if (Status is >= 300 and < 400)
            context.Response.Headers.Location = "http://127.0.0.1:9/login";
        await context.Response.WriteAsync(Body, context.RequestAborted);
    }
}
