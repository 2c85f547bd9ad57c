using InferenceOperator.LocalClusters.Stores;

namespace InferenceServer.Tests.Pull.Support;

public sealed class ObjectStoreFixture : IAsyncLifetime
{
    public LocalObjectStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await LocalObjectStore.StartAsync();

    public Task DisposeAsync() => Store.DisposeAsync().AsTask();
}
