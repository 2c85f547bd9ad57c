using System.Net;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>Stands between an operator and the API server, on loopback, and does what a test tells it: refuse, answer, cut.</summary>
public sealed class ApiProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly k8s.Kubernetes _upstream;
    private readonly string _kubeconfig = Path.GetTempFileName();
    private CancellationTokenSource _streams = new();

    private ApiProxy(string kubeconfig)
    {
        _upstream = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    /// <summary>Asked for each request; true: the answer has been written and nothing is forwarded.</summary>
    public Func<HttpContext, Task<bool>> Intercept { get; set; } = _ => Task.FromResult(false);

    /// <summary>Asked for each request that was forwarded; true: the API server has done it, and the connection breaks before its answer.</summary>
    public Func<HttpContext, bool> LosesAnswer { get; set; } = _ => false;

    /// <summary>Where a request goes in truth, by its path; null: where it says.</summary>
    public Func<string, string>? PathUpstream { get; set; }

    /// <summary>Changes each line of each answer; null: none. An event of a watch is a line.</summary>
    public Func<string, string>? Answers { get; set; }

    /// <summary>A kubeconfig that leads here.</summary>
    public string Kubeconfig => _kubeconfig;

    public static async Task<ApiProxy> StartAsync(string kubeconfig)
    {
        var proxy = new ApiProxy(kubeconfig);
        await proxy._app.StartAsync();
        var address = proxy._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await File.WriteAllTextAsync(proxy._kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: proxy, cluster: {server: "{{address}}" } }]
            users: [{name: proxy, user: {token: none} }]
            contexts: [{name: proxy, context: {cluster: proxy, user: proxy} }]
            current-context: proxy
            """);
        return proxy;
    }

    /// <summary>Cuts every answer that is being sent, watches above all.</summary>
    public async Task CutStreamsAsync()
    {
        var old = Interlocked.Exchange(ref _streams, new CancellationTokenSource());
        await old.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CutStreamsAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _upstream.Dispose();
        File.Delete(_kubeconfig);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (await Intercept(context)) return;
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_streams.Token, context.RequestAborted);
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_upstream.BaseUri, (PathUpstream?.Invoke(context.Request.Path.Value!) ?? context.Request.Path.Value!).TrimStart('/') + context.Request.QueryString));
            if (context.Request.ContentType is { } type)
            {
                request.Content = new StreamContent(context.Request.Body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            using var response = await _upstream.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cut.Token);
            if (LosesAnswer(context))
            {
                await response.Content.LoadIntoBufferAsync(cut.Token);
                context.Abort();
                return;
            }

            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            if (Answers is { } change) await CopyLinesAsync(response, context.Response, change, cut.Token);
            else await response.Content.CopyToAsync(context.Response.Body, cut.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            context.Abort();
        }
    }

    private static async Task CopyLinesAsync(HttpResponseMessage from, HttpResponse to, Func<string, string> change, CancellationToken cancellationToken)
    {
        // A watch may have nothing to tell for long, and its client waits for the status.
        await to.StartAsync(cancellationToken);
        using var reader = new StreamReader(await from.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await to.WriteAsync(change(line) + "\n", cancellationToken);
            await to.Body.FlushAsync(cancellationToken);
        }
    }
}
