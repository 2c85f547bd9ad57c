using InferenceOperator.LocalClusters.Stores;

namespace InferenceServer.Tests.Pull.Support;

public sealed class RegistryFixture : IAsyncLifetime
{
    public LocalRegistry Registry { get; private set; } = null!;

    public async Task InitializeAsync() => Registry = await LocalRegistry.StartAsync();

    public Task DisposeAsync() => Registry.DisposeAsync().AsTask();
}
