using InferenceOperator.Api;
using InferenceOperator.Hosting;
using InferenceOperator.IntegrationTests.Counting;
using InferenceOperator.Kubernetes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests;

/// <summary>
/// The real operator in this process, against the fixture's cluster, watching one namespace of its own: CRDs and priority classes are installed,
/// health and metrics listen on a free port of loopback. It can be stopped, restarted and killed.
/// </summary>
public sealed class OperatorHarness : IAsyncDisposable
{
    private readonly ClusterFixture _fixture;
    private readonly Action<OperatorOptions> _configure;
    private readonly Action<KubernetesOperatorOptions> _adjust;
    private readonly Action<IServiceCollection> _replace;
    private readonly PassCounter<ModelDeployment> _passes = new();
    private readonly WriteCounter _writes = new();
    private WebApplication? _app;

    private OperatorHarness(ClusterFixture fixture, string @namespace, Action<OperatorOptions> configure, Action<KubernetesOperatorOptions> adjust, Action<IServiceCollection> replace) =>
        (_fixture, Namespace, _configure, _adjust, _replace) = (fixture, @namespace, configure, adjust, replace);

    /// <summary>The namespace that this operator watches.</summary>
    public string Namespace { get; }

    /// <summary>A client with all rights.</summary>
    public IKubernetes Client => _fixture.Client;

    /// <summary>The running operator's services.</summary>
    public IServiceProvider Services => App.Services;

    /// <summary>Address of health and metrics, such as http://127.0.0.1:41234.</summary>
    public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private WebApplication App => _app ?? throw new InvalidOperationException("the operator is stopped");

    /// <summary>Writes of this operator to the API server so far.</summary>
    public int Writes => _writes.Writes;

    /// <summary>Starts an operator in a new namespace.</summary>
    /// <param name="fixture">The cluster.</param>
    /// <param name="prefix">Of the namespace's name.</param>
    /// <param name="configure">Changes the operator's options.</param>
    /// <param name="adjust">Changes the runtime's settings.</param>
    /// <param name="replace">Replaces what the operator is made of.</param>
    internal static async Task<OperatorHarness> StartAsync(
        ClusterFixture fixture, string prefix, Action<OperatorOptions>? configure = null, Action<KubernetesOperatorOptions>? adjust = null, Action<IServiceCollection>? replace = null)
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        var harness = new OperatorHarness(fixture, await fixture.NewNamespaceAsync(prefix), configure ?? (_ => { }), adjust ?? (_ => { }), replace ?? (_ => { }));
        await harness.StartAsync();
        return harness;
    }

    /// <summary>Starts the operator and returns once it leads.</summary>
    public async Task StartAsync()
    {
        _app = OperatorHost.Build(
            options =>
            {
                options.Kubeconfig = _fixture.Cluster.Kubeconfig;
                options.Namespace = Namespace;
                options.LeaderElect = false;
                options.MetricsPort = 0;
                options.Interval = TimeSpan.FromMilliseconds(500);
                _configure(options);
            },
            _adjust,
            services =>
            {
                _passes.Register(services);
                _writes.Register(services);
                _replace(services);
            });
        await _app.StartAsync();
        var state = _app.Services.GetRequiredService<OperatorState>();
        await Eventually.GetAsync(() => Task.FromResult(state.IsLeader), leads => leads);
    }

    /// <summary>Stops the operator as SIGTERM does.</summary>
    public async Task StopAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Stops the operator and starts another one, which knows nothing of the first.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Asks for reconciles of a model, one after another, and waits for each.</summary>
    /// <param name="name">The model.</param>
    /// <param name="times">How often.</param>
    public Task ReconcileModelAsync(string name, int times) => _passes.RunAsync(Services, new ObjectKey(Namespace, name), times);

    /// <summary>Asks for reconciles until several in a row wrote nothing.</summary>
    /// <param name="name">The model.</param>
    public Task SettleModelAsync(string name) => Eventually.GetAsync(
        async () =>
        {
            var before = Writes;
            await ReconcileModelAsync(name, 5);
            return Writes - before;
        },
        writes => writes == 0);

    /// <summary>Stops the operator and deletes the namespace with all that is in it; it goes in the background.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Client.CoreV1.DeleteNamespaceAsync(Namespace);
    }
}
