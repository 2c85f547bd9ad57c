using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Kubernetes;

[Collection(ClusterCollection.Name)]
public sealed class ControllerTests(ClusterFixture fixture) : IAsyncLifetime
{
    private readonly RecordingController _controller = new();
    private TestOperator? _operator;
    private string _namespace = "";

    public async Task InitializeAsync() => _namespace = await fixture.NewNamespaceAsync("controller");

    public async Task DisposeAsync()
    {
        if (_operator is not null) await _operator.DisposeAsync();
    }

    [Fact]
    public async Task Calls_the_controller_for_what_is_there_and_for_what_changes()
    {
        await CreateAsync("before");
        await StartAsync();
        await SeenAsync("before", _ => true);
        await CreateAsync("after");
        await SeenAsync("after", _ => true);
        await _operator!.Client.ApplyAsync(Manifests.ConfigMap(_namespace, "after", "2"), default);
        await SeenAsync("after", map => map.Data["value"] == "2");
    }

    [Fact]
    public async Task Retries_a_poison_object_without_holding_up_others()
    {
        _controller.Act = (map, _) => map.Metadata.Name == "poison" ? throw new InvalidOperationException("poison") : Task.FromResult(ReconcileResult.Done);
        await StartAsync(configure: options => options.WorkersPerController = 1);
        await CreateAsync("poison");
        await Eventually.GetAsync(() => Task.FromResult(_controller.Calls.GetValueOrDefault($"{_namespace}/poison")), calls => calls >= 3);
        await CreateAsync("healthy");
        await SeenAsync("healthy", _ => true);
    }

    [Fact]
    public async Task Does_what_is_urgent_while_all_other_workers_are_busy()
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _controller.Act = async (map, token) =>
        {
            if (map.Metadata.Name == "slow") await free.Task.WaitAsync(token);
            return ReconcileResult.Done;
        };
        await CreateAsync("urgent");
        await StartAsync(configure: options => (options.WorkersPerController, options.UrgentWorkersPerController) = (1, 1));
        await SeenAsync("urgent", _ => true);
        var calls = _controller.Calls[$"{_namespace}/urgent"];
        await CreateAsync("slow");
        await SeenAsync("slow", _ => true);
        await CreateAsync("ordinary");
        await Eventually.GetAsync(() => Task.FromResult(_operator!.Store<V1ConfigMap>().Get(new ObjectKey(_namespace, "ordinary"))), map => map is not null);

        _operator!.Services.GetRequiredService<IRequestQueue<V1ConfigMap>>().Enqueue(new ObjectKey(_namespace, "urgent"), RequestPriority.Urgent);

        await Eventually.GetAsync(() => Task.FromResult(_controller.Calls[$"{_namespace}/urgent"]), count => count > calls);
        _controller.Calls.Should().NotContainKey($"{_namespace}/ordinary");
        free.SetResult();
        await SeenAsync("ordinary", _ => true);
    }

    [Fact]
    public async Task Cancels_a_reconcile_that_takes_too_long_and_retries_it()
    {
        _controller.Act = async (map, token) =>
        {
            if (map.Metadata.Name == "slow") await Task.Delay(Timeout.Infinite, token);
            return ReconcileResult.Done;
        };
        await StartAsync(configure: options => options.ReconcileTimeout = TimeSpan.FromMilliseconds(100));
        await CreateAsync("slow");
        await Eventually.GetAsync(() => Task.FromResult(_controller.Calls.GetValueOrDefault($"{_namespace}/slow")), calls => calls >= 2);
    }

    [Fact]
    public async Task Hands_the_controller_a_copy_that_it_may_change()
    {
        _controller.Act = (map, _) =>
        {
            map.Data = null;
            return Task.FromResult(ReconcileResult.Done);
        };
        await StartAsync();
        await CreateAsync("a");
        await SeenAsync("a", map => map.Data is null);
        _operator!.Store<V1ConfigMap>().Get(new ObjectKey(_namespace, "a"))!.Data.Should().ContainKey("value");
    }

    [Fact]
    public async Task Comes_back_when_the_controller_asks_for_it_and_when_anybody_else_does()
    {
        _controller.Act = (map, _) => Task.FromResult(
            map.Metadata.Name == "again" && _controller.Calls[ObjectKey.Of(map).ToString()] < 3 ? ReconcileResult.After(TimeSpan.FromMilliseconds(10)) : ReconcileResult.Done);
        await StartAsync();
        await CreateAsync("again");
        await Eventually.GetAsync(() => Task.FromResult(_controller.Calls.GetValueOrDefault($"{_namespace}/again")), calls => calls >= 3);
        _operator!.Services.GetRequiredService<IRequestQueue<V1ConfigMap>>().Enqueue(new ObjectKey(_namespace, "again"), RequestPriority.Urgent);
        await Eventually.GetAsync(() => Task.FromResult(_controller.Calls.GetValueOrDefault($"{_namespace}/again")), calls => calls >= 4);
    }

    [Fact]
    public async Task Wakes_the_owner_of_a_child_and_whatever_a_mapping_names()
    {
        await StartAsync(controller => controller
            .Owns<V1Service>()
            .Watches<V1Secret>((secret, stores) => stores.Of<V1ConfigMap>().ListNamespace(secret.Metadata.NamespaceProperty).Select(map => ObjectKey.Of(map))));
        var owner = await CreateAsync("owner");
        await SeenAsync("owner", _ => true);
        var calls = _controller.Calls[$"{_namespace}/owner"];
        var child = Manifests.Service(_namespace, "child");
        (owner.ApiVersion, owner.Kind) = ("v1", "ConfigMap");
        child.Metadata.OwnerReferences = [OwnerReferences.ControlledBy(owner)];
        await fixture.Client.CoreV1.CreateNamespacedServiceAsync(child, _namespace);
        calls = await Eventually.GetAsync(() => Task.FromResult(_controller.Calls[$"{_namespace}/owner"]), count => count > calls);
        _operator!.Store<V1Service>().OwnedBy(owner.Metadata.Uid).Should().ContainSingle();
        await fixture.Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = "s" } }, _namespace);
        await Eventually.GetAsync(() => Task.FromResult(_controller.Calls[$"{_namespace}/owner"]), count => count > calls);
    }

    [Fact]
    public async Task Holds_a_deletion_until_the_finalizer_has_finished()
    {
        var finalizer = new Finalizer();
        await StartAsync(services: services => services.AddSingleton<IEntityFinalizer<V1ConfigMap>>(finalizer));
        await CreateAsync("a");
        await Eventually.GetAsync(() => fixture.Client.CoreV1.ReadNamespacedConfigMapAsync("a", _namespace), map => map.Metadata.Finalizers?.Contains(finalizer.Name) == true);
        await fixture.Client.CoreV1.DeleteNamespacedConfigMapAsync("a", _namespace);
        await Eventually.GetAsync(() => Task.FromResult(finalizer.Calls), calls => calls >= 2);
        (await fixture.Client.CoreV1.ReadNamespacedConfigMapAsync("a", _namespace)).Metadata.DeletionTimestamp.Should().NotBeNull();
        finalizer.Finished = true;
        await Eventually.GoneAsync(() => fixture.Client.CoreV1.ReadNamespacedConfigMapAsync("a", _namespace));
    }

    [Fact]
    public async Task Knows_what_the_server_serves()
    {
        await StartAsync();
        var discovery = _operator!.Services.GetRequiredService<IApiDiscovery>();
        discovery.Serves("v1", "pods").Should().BeTrue();
        discovery.Serves("apps/v1", "deployments").Should().BeTrue();
        discovery.Serves("policy/v1", "poddisruptionbudgets").Should().Be(
            (await fixture.Client.Apis.GetAPIVersionsAsync()).Groups.Any(group => group.Name == "policy" && group.Versions.Any(version => version.Version == "v1")));
        discovery.Serves("apps/v1", "nosuchthings").Should().BeFalse();
    }

    [Fact]
    public async Task Writes_events_and_counts_repeated_ones()
    {
        await StartAsync();
        var map = await CreateAsync("a");
        (map.ApiVersion, map.Kind) = ("v1", "ConfigMap");
        var events = _operator!.Services.GetRequiredService<IEventRecorder>();
        for (var i = 0; i < 3; i++) events.Record(map, EventSeverity.Warning, "WaitingForGpus", "needs 2, 0 free");
        var written = await Eventually.GetAsync(
            async () => (await fixture.Client.CoreV1.ListNamespacedEventAsync(_namespace, fieldSelector: "involvedObject.name=a")).Items.SingleOrDefault(),
            item => item?.Count == 3);
        (written!.Type, written.Reason, written.Message, written.Source.Component).Should().Be(("Warning", "WaitingForGpus", "needs 2, 0 free", "inference-operator"));
    }

    private async Task StartAsync(
        Action<ControllerOptions<V1ConfigMap>>? controller = null, Action<KubernetesOperatorOptions>? configure = null, Action<IServiceCollection>? services = null) =>
        _operator = await TestOperator.StartAsync(
            fixture.Cluster.Kubeconfig,
            builder =>
            {
                services?.Invoke(builder.Services);
                builder.Services.AddSingleton(_controller);
                builder.AddController<RecordingController, V1ConfigMap>(controller);
            },
            options =>
            {
                options.WatchNamespace = _namespace;
                configure?.Invoke(options);
            });

    private Task<V1ConfigMap> CreateAsync(string name) => fixture.Client.CoreV1.CreateNamespacedConfigMapAsync(Manifests.ConfigMap(_namespace, name), _namespace);

    private async Task SeenAsync(string name, Func<V1ConfigMap, bool> wanted) =>
        await Eventually.GetAsync(() => Task.FromResult(_controller.Seen.GetValueOrDefault($"{_namespace}/{name}")), map => map is not null && wanted(map));

    private sealed class Finalizer : IEntityFinalizer<V1ConfigMap>
    {
        public int Calls { get; private set; }

        public volatile bool Finished;

        public string Name => "example.com/test";

        public Task<ReconcileResult?> FinalizeAsync(V1ConfigMap entity, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult<ReconcileResult?>(Finished ? null : ReconcileResult.After(TimeSpan.FromMilliseconds(10)));
        }
    }
}
