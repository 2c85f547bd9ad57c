using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.CustomResources;
using InferenceOperator.LocalClusters.Images;

namespace InferenceOperator.IntegrationTests.Crds;

/// <summary>A current API machinery with the product's CRDs, applied from the files of the repository.</summary>
public sealed class CrdServerFixture : IAsyncLifetime
{
    public CrdServer Server { get; private set; } = null!;

    /// <summary>What kubectl said to the CRDs.</summary>
    public string Applied { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Server = await CrdServer.StartAsync(new ConsoleProgress());
        // Its OpenAPI describes CustomResourceDefinitions in part only.
        Applied = (await Server.KubectlAsync("apply", "--server-side", "--validate=false", "-f", Path.Combine(Repository.Root, "crds"))).Output;
        await Server.KubectlAsync("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    }

    // Null when it could not be started, which is then the failure to see.
    public async Task DisposeAsync() => await (Server?.DisposeAsync() ?? ValueTask.CompletedTask);
}
