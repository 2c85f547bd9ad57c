namespace InferenceOperator.LocalClusters.Images;

/// <summary>Where this repository is checked out.</summary>
public static class Repository
{
    private const string Solution = "InferenceOperator.sln";

    /// <summary>The folder of the solution, above the running program or the current folder.</summary>
    public static string Root { get; } =
        Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory)
        ?? throw new InvalidOperationException($"no {Solution} above {AppContext.BaseDirectory}: run this within a checkout");

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, Solution))) return at.FullName;
        return null;
    }
}
