using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>Finds the programs that make a cluster, and builds them on first use.</summary>
public static class Tools
{
    /// <summary>The programs of <c>KUBEBUILDER_ASSETS</c> when that is set, else those of the cache, built now when missing.</summary>
    /// <exception cref="ToolsUnavailableException">They are not there and cannot be built here.</exception>
    public static Task<ToolPaths> EnsureAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var assets = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
        var folder = string.IsNullOrEmpty(assets) ? CachePaths.Folder("kubernetes-v1.20.2-1", "bin") : assets;
        progress?.Report($"tools from {folder}");
        return Task.FromResult(AssetFolder.Read(folder));
    }
}
