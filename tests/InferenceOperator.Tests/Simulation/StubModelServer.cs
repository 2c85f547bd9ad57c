using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Tests.Simulation;

/// <summary>Answers on 127.0.0.1 in ways that our own server does not: without raw tensors, with too much to do, in another protocol.</summary>
internal sealed class StubModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubModelServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    public string Server { get; init; } = """{"name":"stub","version":"1","extensions":[]}""";

    public string Model { get; init; } = """{"name":"m","platform":"stub","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[]}""";

    public int ModelStatus { get; init; } = 200;

    public int InferStatus { get; init; } = 200;

    public string InferBody { get; init; } = """{"outputs":[]}""";

    /// <summary>Bodies of the requests to infer.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<StubModelServer> StartAsync(StubModelServer? stub = null)
    {
        stub ??= new StubModelServer();
        await stub._app.StartAsync();
        stub.Url = stub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return stub;
    }

    public static StubModelServer With(int modelStatus = 200, string? model = null, int inferStatus = 200, string inferBody = "{}") => new()
    {
        ModelStatus = modelStatus, Model = model ?? new StubModelServer().Model, InferStatus = inferStatus, InferBody = inferBody,
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("/infer", StringComparison.Ordinal))
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            Requests.Enqueue(await reader.ReadToEndAsync());
            context.Response.StatusCode = InferStatus;
            await context.Response.WriteAsync(InferBody);
            return;
        }

        var isModel = context.Request.Path.StartsWithSegments("/v2/models", StringComparison.Ordinal);
        context.Response.StatusCode = isModel ? ModelStatus : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(isModel ? Model : Server);
    }
}
