using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.RealNodes;

namespace InferenceOperator.LocalClusters;

/// <summary>What is left of clusters whose processes were killed; their programs died with them.</summary>
public static class AbandonedClusters
{
    /// <summary>Removes it; what belongs to a living process is left to that.</summary>
    /// <returns>Whether a real node was among it.</returns>
    public static async Task<bool> RemoveAsync()
    {
        var node = await NodeRemoval.RemoveAbandonedAsync();
        TemporaryFolder.RemoveAbandoned();
        MemoryFolder.RemoveAbandoned();
        return node;
    }
}
