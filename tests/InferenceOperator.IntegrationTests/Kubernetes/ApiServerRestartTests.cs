using InferenceOperator.Kubernetes;
using InferenceOperator.LocalClusters;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Kubernetes;

public sealed class ApiServerRestartTests
{
    [Fact]
    public async Task Misses_nothing_when_the_api_server_is_killed_again_and_again_while_objects_change()
    {
        await using var cluster = await LocalCluster.StartAsync();
        await using var running = await TestOperator.StartAsync(cluster.Kubeconfig, builder => builder.AddStore<V1ConfigMap>());
        var store = running.Store<V1ConfigMap>();
        var told = new Dictionary<string, string>();
        using var subscription = store.Subscribe((old, now) =>
        {
            lock (told)
            {
                if (now is null) told.Remove(old!.Metadata.Name);
                else told[now.Metadata.Name] = now.Metadata.ResourceVersion;
            }
        });
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5; i++) await running.Client.ApplyAsync(Manifests.ConfigMap("default", $"a{i}", $"{round}"), default);
            await running.Client.DeleteAsync<V1ConfigMap>(new ObjectKey("default", $"a{round}"), null, null, default);
            await cluster.ApiServer.KillAsync();
            await cluster.ApiServer.StartAsync();
            // The first writes after the restart come before the watch is back.
            await running.Client.ApplyAsync(Manifests.ConfigMap("default", $"after{round}"), default);
            await running.Client.DeleteAsync<V1ConfigMap>(new ObjectKey("default", "a4"), null, null, default);
        }

        var world = (await cluster.Client.CoreV1.ListNamespacedConfigMapAsync("default")).Items.ToDictionary(map => map.Metadata.Name, map => map.Metadata.ResourceVersion);
        await Eventually.GetAsync(
            () => Task.FromResult(store.ListNamespace("default").ToDictionary(map => map.Metadata.Name, map => map.Metadata.ResourceVersion)),
            cache => cache.Count == world.Count && world.All(pair => cache.GetValueOrDefault(pair.Key) == pair.Value));
        lock (told) told.Where(pair => pair.Key.StartsWith('a')).Should().BeEquivalentTo(world.Where(pair => pair.Key.StartsWith('a')));
    }
}
