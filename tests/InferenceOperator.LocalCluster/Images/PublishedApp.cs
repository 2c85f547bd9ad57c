using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>A .NET project of this repository, published for the image's machine.</summary>
public static class PublishedApp
{
    /// <summary>
    /// Publishes into <paramref name="folder"/>/publish, with intermediate files of its own beside it, so that a build of
    /// the same project elsewhere is not disturbed.
    /// </summary>
    /// <returns>The folder with the app.</returns>
    public static async Task<string> PublishAsync(string project, string folder, CancellationToken cancellationToken)
    {
        var output = Path.Combine(folder, "publish");
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        await CommandRunner.RunAsync(
            "dotnet",
            [
                "publish", project, "--configuration", "Release", "--runtime", "linux-x64", "--self-contained", "false",
                "--artifacts-path", Path.Combine(folder, "artifacts"), "--output", output, "--nologo", "--verbosity", "quiet",
                "-p:UseAppHost=false", "-p:DebugType=None",
                // No build server stays behind.
                "-nodeReuse:false", "-p:UseSharedCompilation=false",
            ],
            cancellationToken: cancellationToken);
        return output;
    }
}
