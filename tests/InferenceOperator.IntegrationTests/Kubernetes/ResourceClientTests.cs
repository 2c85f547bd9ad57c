using System.Net;
using System.Text.Json.Nodes;
using InferenceOperator.IntegrationTests.Faults;
using InferenceOperator.Kubernetes;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Kubernetes;

[Collection(ClusterCollection.Name)]
public sealed class ResourceClientTests(ClusterFixture fixture) : IAsyncLifetime
{
    private ApiProxy _proxy = null!;
    private TestOperator _operator = null!;
    private string _namespace = "";

    private IResourceClient Client => _operator.Client;

    public async Task InitializeAsync()
    {
        _namespace = await fixture.NewNamespaceAsync("client");
        _proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        _operator = await TestOperator.StartAsync(_proxy.Kubeconfig, builder => builder.AddStore<V1ConfigMap>());
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Applies_only_the_fields_it_owns()
    {
        await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default);
        await Client.MergePatchAsync<V1ConfigMap>(Key("a"), new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["theirs"] = "yes" } } }, null, default);
        var stored = await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a", "2"), default);
        stored.Data["value"].Should().Be("2");
        stored.Metadata.Labels.Should().ContainKey("theirs");
        (stored.ApiVersion, stored.Kind).Should().Be(("v1", "ConfigMap"));
    }

    [Fact]
    public async Task Writes_nothing_when_the_same_is_applied_again()
    {
        var first = await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default);
        var second = await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default);
        second.Metadata.ResourceVersion.Should().Be(first.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Applies_the_status_alone_and_to_no_other_object_of_that_name()
    {
        var service = await Client.ApplyAsync(Manifests.Service(_namespace, "a"), default);
        service.Spec.Ports[0].Port = 81;
        service.Status = new V1ServiceStatus { LoadBalancer = new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Ip = "192.0.2.1" }] } };
        var stored = await Client.ApplyStatusAsync(service, default);
        stored.Status.LoadBalancer.Ingress.Should().ContainSingle();
        stored.Spec.Ports[0].Port.Should().Be(80);

        service.Metadata.Uid = Guid.NewGuid().ToString();
        await Client.Invoking(client => client.ApplyStatusAsync(service, default)).Should().ThrowAsync<KubernetesApiException>();
    }

    [Fact]
    public async Task Returns_null_for_what_exists_already_and_for_what_is_not_there()
    {
        (await Client.CreateAsync(Manifests.ConfigMap(_namespace, "a"), default)).Should().NotBeNull();
        (await Client.CreateAsync(Manifests.ConfigMap(_namespace, "a"), default)).Should().BeNull();
        (await Client.ReadAsync<V1ConfigMap>(Key("b"), default)).Should().BeNull();
        (await Client.MergePatchAsync<V1ConfigMap>(Key("b"), [], null, default)).Should().BeNull();
        await Client.DeleteAsync<V1ConfigMap>(Key("b"), null, null, default);
    }

    [Fact]
    public async Task Does_not_delete_another_object_of_the_same_name()
    {
        await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default);
        await Client.DeleteAsync<V1ConfigMap>(Key("a"), Guid.NewGuid().ToString(), null, default);
        var known = await Client.ReadAsync<V1ConfigMap>(Key("a"), default);
        known.Should().NotBeNull();
        await Client.DeleteAsync<V1ConfigMap>(Key("a"), known!.Metadata.Uid, null, default);
        (await Client.ReadAsync<V1ConfigMap>(Key("a"), default)).Should().BeNull();
    }

    [Fact]
    public async Task Does_not_delete_an_object_that_changed_since_it_was_seen()
    {
        var seen = await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default);
        await Client.MergePatchAsync<V1ConfigMap>(Key("a"), new JsonObject { ["data"] = new JsonObject { ["changed"] = "yes" } }, null, default);

        (await Client.Invoking(client => client.DeleteAsync<V1ConfigMap>(Key("a"), seen!.Metadata.Uid, seen.Metadata.ResourceVersion, default))
            .Should().ThrowAsync<KubernetesApiException>()).Which.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await Client.ReadAsync<V1ConfigMap>(Key("a"), default)).Should().NotBeNull();
    }

    [Fact]
    public async Task Reports_errors_in_the_servers_words() =>
        (await Client.Invoking(client => client.ApplyAsync(Manifests.ConfigMap(_namespace, "Not_A_Name"), default))
            .Should().ThrowAsync<KubernetesApiException>())
        .Which.Message.Should().Contain("metadata.name").And.Contain("Invalid value");

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Asks_again_when_the_server_is_busy_or_broken(int code)
    {
        var refused = 0;
        _proxy.Intercept = context =>
        {
            if (context.Request.Method != "PATCH" || Interlocked.Increment(ref refused) > 2) return Task.FromResult(false);
            context.Response.StatusCode = code;
            context.Response.Headers.RetryAfter = "0";
            return Task.FromResult(true);
        };
        (await Client.ApplyAsync(Manifests.ConfigMap(_namespace, $"a{code}"), default)).Metadata.Uid.Should().NotBeNull();
        refused.Should().Be(3);
    }

    [Fact]
    public async Task Asks_again_when_the_connection_breaks()
    {
        var broken = 0;
        _proxy.Intercept = context =>
        {
            if (context.Request.Method != "PATCH" || Interlocked.Increment(ref broken) > 2) return Task.FromResult(false);
            context.Abort();
            return Task.FromResult(true);
        };
        (await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default)).Metadata.Uid.Should().NotBeNull();
    }

    [Fact]
    public async Task Does_not_ask_again_what_was_refused_for_good()
    {
        var asked = 0;
        _proxy.Intercept = async context =>
        {
            if (context.Request.Method != "PATCH") return false;
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = 403;
            await context.Response.WriteAsJsonAsync(new { kind = "Status", reason = "Forbidden", message = "not for you" });
            return true;
        };
        var refusal = await Client.Invoking(client => client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default)).Should().ThrowAsync<KubernetesApiException>();
        (refusal.Which.StatusCode, refusal.Which.Reason).Should().Be((HttpStatusCode.Forbidden, "Forbidden"));
        refusal.Which.Message.Should().Contain("not for you");
        asked.Should().Be(1);
    }

    [Fact]
    public async Task Shows_its_own_writes_in_the_cache_at_once()
    {
        var stored = await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a"), default);
        await Eventually.GetAsync(() => Task.FromResult(_operator.Store<V1ConfigMap>().Get(Key("a"))), seen => seen is not null);
        stored = await Client.ApplyAsync(Manifests.ConfigMap(_namespace, "a", "2"), default);
        _operator.Store<V1ConfigMap>().Get(Key("a"))!.Data["value"].Should().Be("2");
        stored.Metadata.ManagedFields.Should().BeNull();
    }

    private ObjectKey Key(string name) => new(_namespace, name);
}
