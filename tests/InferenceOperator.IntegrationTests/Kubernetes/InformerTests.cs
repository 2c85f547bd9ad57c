using InferenceOperator.IntegrationTests.Faults;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Kubernetes;

[Collection(ClusterCollection.Name)]
public sealed class InformerTests(ClusterFixture fixture) : IAsyncLifetime
{
    private readonly Dictionary<string, string> _told = [];
    private ApiProxy _proxy = null!;
    private TestOperator _operator = null!;
    private string _namespace = "";
    private int _lists;

    public async Task InitializeAsync()
    {
        _namespace = await fixture.NewNamespaceAsync("informer");
        _proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        _proxy.Intercept = context =>
        {
            if (IsConfigMaps(context.Request) && !IsWatch(context.Request)) Interlocked.Increment(ref _lists);
            return Task.FromResult(false);
        };
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Lists_page_by_page_and_then_follows_changes()
    {
        for (var i = 0; i < 7; i++) await WriteAsync($"a{i}", "1");
        await StartAsync(options => options.ListPageSize = 3);
        _operator.Store<V1ConfigMap>().ListNamespace(_namespace).Count(map => map.Metadata.Name.StartsWith('a')).Should().Be(7);
        _lists.Should().BeGreaterThan(2);
        _operator.Store<V1ConfigMap>().List().Should().OnlyContain(map => map.Metadata.ManagedFields == null && map.Kind == "ConfigMap" && map.ApiVersion == "v1");
        await WriteAsync("a0", "2");
        await WriteAsync("new", "1");
        await DeleteAsync("a1");
        await ShouldAgreeAsync();
    }

    [Fact]
    public async Task Sees_what_happened_while_its_watch_was_cut_without_a_new_list()
    {
        await WriteAsync("deleted", "1");
        await StartAsync();
        await ShouldAgreeAsync();
        var lists = _lists;
        var open = new TaskCompletionSource();
        var before = _proxy.Intercept;
        // Held, not refused: a watch that is refused again and again ends in a new list.
        _proxy.Intercept = async context =>
        {
            if (IsConfigMaps(context.Request)) await open.Task;
            return await before(context);
        };
        await _proxy.CutStreamsAsync();
        await WriteAsync("added", "1");
        await WriteAsync("added", "2");
        await DeleteAsync("deleted");
        open.SetResult();
        await ShouldAgreeAsync();
        _lists.Should().Be(lists);
    }

    [Fact]
    public async Task Forgets_a_deleted_object_even_when_it_cannot_be_read()
    {
        await WriteAsync("odd", "1");
        await StartAsync();
        var odd = _operator.Store<V1ConfigMap>().Get(new ObjectKey(_namespace, "odd"))!.Metadata;
        var told = 0;
        var before = _proxy.Intercept;
        _proxy.Intercept = async context =>
        {
            if (!IsConfigMaps(context.Request) || !IsWatch(context.Request) || Interlocked.Exchange(ref told, 1) == 1) return await before(context);
            await context.Response.WriteAsync(
                $$$"""{"type":"DELETED","object":{"metadata":{"name":"odd","namespace":"{{{_namespace}}}","uid":"{{{odd.Uid}}}","resourceVersion":"{{{odd.ResourceVersion}}}"},"data":5}}""" + "\n");
            return true;
        };

        await _proxy.CutStreamsAsync();

        await Eventually.GetAsync(() => Task.FromResult(_operator.Store<V1ConfigMap>().Get(new ObjectKey(_namespace, "odd"))), known => known is null);
    }

    [Fact]
    public async Task Keeps_what_it_holds_of_an_optional_kind_while_something_else_says_not_found()
    {
        await WriteAsync("kept", "1");
        await StartAsync(optional: true);
        var refused = 0;
        _proxy.Intercept = async context =>
        {
            if (!IsConfigMaps(context.Request)) return false;
            context.Response.StatusCode = IsWatch(context.Request) ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("default backend - 404");
            if (!IsWatch(context.Request)) Interlocked.Increment(ref refused);
            return true;
        };

        await _proxy.CutStreamsAsync();

        await Eventually.GetAsync(() => Task.FromResult(refused), count => count >= 2);
        _operator.Store<V1ConfigMap>().Get(new ObjectKey(_namespace, "kept")).Should().NotBeNull();
    }

    [Fact]
    public async Task Starts_although_an_api_group_answers_nonsense()
    {
        var before = _proxy.Intercept;
        _proxy.Intercept = async context =>
        {
            if (context.Request.Path != "/apis/policy/v1beta1") return await before(context);
            await context.Response.WriteAsync("<html>maintenance</html>");
            return true;
        };
        await WriteAsync("added", "1");

        await StartAsync();

        await ShouldAgreeAsync();
    }

    /// <summary>Both ways in which servers say that the position of a watch is too old.</summary>
    [Theory]
    [InlineData(StatusCodes.Status410Gone, "{}")]
    [InlineData(StatusCodes.Status200OK, """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version: 1 (5)"}}""")]
    public async Task Lists_anew_when_its_position_is_too_old(int code, string answer)
    {
        await WriteAsync("deleted", "1");
        await StartAsync();
        await ShouldAgreeAsync();
        var lists = _lists;
        var refusals = 1;
        var before = _proxy.Intercept;
        _proxy.Intercept = async context =>
        {
            if (!IsConfigMaps(context.Request) || !IsWatch(context.Request) || Interlocked.Decrement(ref refusals) < 0) return await before(context);
            context.Response.StatusCode = code;
            await context.Response.WriteAsync(answer + "\n");
            return true;
        };
        await _proxy.CutStreamsAsync();
        await DeleteAsync("deleted");
        await WriteAsync("added", "1");
        await Eventually.GetAsync(() => Task.FromResult(_lists), count => count > lists);
        await ShouldAgreeAsync();
    }

    [Fact]
    public async Task Opens_a_silent_watch_anew()
    {
        var silent = true;
        var before = _proxy.Intercept;
        _proxy.Intercept = async context =>
        {
            if (!silent || !IsConfigMaps(context.Request) || !IsWatch(context.Request)) return await before(context);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        await StartAsync(options => options.WatchIdleTimeout = TimeSpan.FromSeconds(1));
        await WriteAsync("added", "1");
        silent = false;
        await ShouldAgreeAsync();
    }

    private async Task StartAsync(Action<KubernetesOperatorOptions>? configure = null, bool optional = false)
    {
        _operator = await TestOperator.StartAsync(_proxy.Kubeconfig, builder => builder.AddStore<V1ConfigMap>(store => store.Optional = optional), configure);
        var store = _operator.Store<V1ConfigMap>();
        lock (_told)
        {
            store.Subscribe((old, now) =>
            {
                lock (_told)
                {
                    if (now is null) _told.Remove(ObjectKey.Of(old!).ToString());
                    else _told[ObjectKey.Of(now).ToString()] = now.Metadata.ResourceVersion;
                }
            });
            foreach (var map in store.List()) _told[ObjectKey.Of(map).ToString()] = map.Metadata.ResourceVersion;
        }
    }

    /// <summary>The cache, and what its subscriber was told, become what the API server holds.</summary>
    private async Task ShouldAgreeAsync()
    {
        var world = (await fixture.Client.CoreV1.ListNamespacedConfigMapAsync(_namespace)).Items.ToDictionary(map => ObjectKey.Of(map).ToString(), map => map.Metadata.ResourceVersion);
        await Eventually.GetAsync(
            () => Task.FromResult(_operator.Store<V1ConfigMap>().ListNamespace(_namespace).ToDictionary(map => ObjectKey.Of(map).ToString(), map => map.Metadata.ResourceVersion)),
            cache => cache.Count == world.Count && world.All(pair => cache.GetValueOrDefault(pair.Key) == pair.Value));
        lock (_told) _told.Where(pair => pair.Key.StartsWith(_namespace + "/", StringComparison.Ordinal)).Should().BeEquivalentTo(world);
    }

    private async Task WriteAsync(string name, string value) => await fixture.Client.CoreV1.PatchNamespacedConfigMapAsync(
        new V1Patch(KubernetesJson.Serialize(Typed(Manifests.ConfigMap(_namespace, name, value))), V1Patch.PatchType.ApplyPatch), name, _namespace, fieldManager: "test", force: true);

    private async Task DeleteAsync(string name) => await fixture.Client.CoreV1.DeleteNamespacedConfigMapAsync(name, _namespace);

    private static V1ConfigMap Typed(V1ConfigMap map)
    {
        (map.ApiVersion, map.Kind) = ("v1", "ConfigMap");
        return map;
    }

    private static bool IsConfigMaps(HttpRequest request) => request.Path.Value!.EndsWith("/configmaps", StringComparison.Ordinal);

    private static bool IsWatch(HttpRequest request) => request.Query["watch"] == "1";
}
