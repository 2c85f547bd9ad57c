using System.Collections.Concurrent;
using System.Net;
using InferenceOperator.Metrics.Scraping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Tests.Metrics.Scraping;

/// <summary>The server of a pod on 127.0.0.1, which shows a page or misbehaves.</summary>
internal sealed class StubPod : IAsyncDisposable
{
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private StubPod()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ScrapeAddress Address { get; private set; } = null!;

    public int Status { get; set; } = 200;

    public string ContentType { get; set; } = "text/plain; version=0.0.4";

    public string Body { get; set; } = "";

    /// <summary>Never answers until disposed.</summary>
    public bool Hangs { get; set; }

    /// <summary>Sends the body and then nothing more, without an end.</summary>
    public bool HangsInBody { get; set; }

    /// <summary>Called with every request.</summary>
    public Action Asked { get; set; } = () => { };

    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers)> Requests { get; } = new();

    public static async Task<StubPod> StartAsync(string path = "/metrics")
    {
        var pod = new StubPod();
        await pod._app.StartAsync();
        var url = new Uri(pod._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        pod.Address = new ScrapeAddress(new IPEndPoint(IPAddress.Loopback, url.Port), path);
        return pod;
    }

    /// <summary>Shows the metrics of the product's own server.</summary>
    public void Serve(double requests, double slow, double rejected = 0, double inFlight = 0) => Body = FormattableString.Invariant($$"""
        inference_model_ready{model="ocr"} 1
        inference_requests_in_flight{model="ocr"} {{inFlight}}
        inference_requests_total{model="ocr",outcome="ok"} {{requests}}
        inference_requests_total{model="ocr",outcome="rejected"} {{rejected}}
        inference_request_duration_seconds_bucket{model="ocr",le="0.05"} {{requests - slow}}
        inference_request_duration_seconds_bucket{model="ocr",le="0.5"} {{requests}}
        inference_request_duration_seconds_bucket{model="ocr",le="+Inf"} {{requests}}

        """);

    public async ValueTask DisposeAsync()
    {
        _closing.SetResult();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue((context.Request.Path.Value!, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString())));
        Asked();
        if (Hangs)
            await _closing.Task;
        (context.Response.StatusCode, context.Response.ContentType) = (Status, ContentType);
        if (Status is >= 300 and < 400)
            context.Response.Headers.Location = $"http://{Address.EndPoint}/elsewhere";
        await context.Response.WriteAsync(Body, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (HangsInBody)
            await _closing.Task;
    }
}
