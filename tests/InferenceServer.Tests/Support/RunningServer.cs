using System.Net.Sockets;
using InferenceServer.Hosting;
using InferenceServer.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceServer.Tests.Support;

/// <summary>The real server on Kestrel, on a free loopback port, its models loaded.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        Http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public ModelRegistry Models => _app.Services.GetRequiredService<ModelRegistry>();

    public ServerState State => _app.Services.GetRequiredService<ServerState>();

    public static async Task<RunningServer> StartAsync(Func<ServeOptions, ServeOptions>? change, params (string Name, string File)[] models)
    {
        var options = new ServeOptions
        {
            Models = [.. models.Select(model => ModelSources.Locate(model.Name, model.File))],
            HttpPort = 0,
            Sessions = new SessionSettings(ProviderChoice.Cpu),
            DrainWindow = TimeSpan.Zero,
        };
        var app = ServerHost.Build(change?.Invoke(options) ?? options);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var server = new RunningServer(app, new Uri(address));
        var loading = app.Services.GetRequiredService<ModelLoadingService>();
        await loading.ExecuteTask!;
        if (loading.Failure is { } failure)
        {
            await server.DisposeAsync();
            throw failure;
        }

        return server;
    }

    public static Task<RunningServer> StartAsync(params (string Name, string File)[] models) => StartAsync(null, models);

    /// <summary>Puts something between the protocol and the model.</summary>
    public void Replace(string model, Func<IModelExecutor, IModelExecutor> executor)
    {
        Models.TryGet(model, null, out var served).Should().BeTrue();
        Models.Add(served! with { Executor = executor(served.Executor) });
    }

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Whether the port takes connections.</summary>
    public async Task<bool> AcceptsAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Address.Host, Address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
