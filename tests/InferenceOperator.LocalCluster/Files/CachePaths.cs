namespace InferenceOperator.LocalClusters.Files;

/// <summary>Where built and fetched tools are kept between runs: <c>$XDG_CACHE_HOME/inference-operator</c>.</summary>
public static class CachePaths
{
    public static string Root { get; } = Path.Combine(BaseFolder(), "inference-operator");

    /// <summary>A folder of the cache, made when missing.</summary>
    public static string Folder(params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([Root, .. parts]);
        Directory.CreateDirectory(path);
        return path;
    }

    private static string BaseFolder()
    {
        var configured = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return string.IsNullOrEmpty(configured)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : configured;
    }
}
