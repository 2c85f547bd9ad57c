namespace InferenceOperator.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder.</summary>
    /// <param name="relative">Its path from the root.</param>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "InferenceOperator.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("InferenceOperator.sln is in no folder above the tests");
        return folder.FullName;
    }
}
