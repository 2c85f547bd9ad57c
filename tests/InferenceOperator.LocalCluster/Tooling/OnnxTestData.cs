using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>The ONNX project's own backend tests (models, inputs, expected outputs) from Debian's package, unpacked into the cache.</summary>
internal static class OnnxTestData
{
    private const string Release = "bookworm";

    private const string Package = "libonnx-testdata";

    /// <summary>Fetches them once.</summary>
    /// <returns>The folder <c>data/</c> of kinds, of cases.</returns>
    public static async Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = await CachedFolder.EnsureAsync(
            "onnx-testdata",
            $"{Release}-1",
            async content =>
            {
                progress?.Report($"fetching {Package} from Debian {Release}");
                using var work = TemporaryFolder.Create(CachePaths.Root);
                var apt = await AptRepository.OpenAsync(work.Combine("apt"), Release, withSources: false, cancellationToken);
                await apt.UnpackAsync(content, [Package], cancellationToken);
            },
            progress,
            cancellationToken);
        return Path.Combine(folder, "usr", "share", Package, "data");
    }
}
