namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>The ONNX project's own backend tests (models, inputs, expected outputs) from Debian's package, unpacked into the cache.</summary>
internal static class OnnxTestData
{
    private const string Package = "libonnx-testdata";

    /// <summary>Fetches them once.</summary>
    /// <returns>The folder <c>data/</c> of kinds, of cases.</returns>
    public static async Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = await DebianPackage.EnsureAsync(Package, DebianPackage.Stable, progress, cancellationToken);
        return Path.Combine(folder, "usr", "share", Package, "data");
    }
}
