using InferenceOperator.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.IntegrationTests.Kubernetes;

/// <summary>A host with the operator runtime and whatever a test registers.</summary>
public sealed class TestOperator : IAsyncDisposable
{
    private readonly IHost _host;

    private TestOperator(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public OperatorState State => _host.Services.GetRequiredService<OperatorState>();

    public IResourceClient Client => _host.Services.GetRequiredService<IResourceClient>();

    /// <summary>Completes when the host stops by itself.</summary>
    public Task Stopped { get; private set; } = Task.CompletedTask;

    public static async Task<TestOperator> StartAsync(string kubeconfig, Action<OperatorBuilder> register, Action<KubernetesOperatorOptions>? configure = null, bool waitUntilActing = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        register(builder.Services.AddKubernetesOperator(options =>
        {
            options.KubeconfigPath = kubeconfig;
            options.LeaderElection.Enabled = false;
            options.ResyncPeriod = TimeSpan.Zero;
            configure?.Invoke(options);
        }));
        var host = builder.Build();
        await host.StartAsync();
        var started = new TestOperator(host) { Stopped = host.WaitForShutdownAsync() };
        if (waitUntilActing) await Eventually.GetAsync(() => Task.FromResult(started.State.IsLeader), leads => leads);
        return started;
    }

    public IResourceStore<T> Store<T>()
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => Services.GetRequiredService<IResourceStore<T>>();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
