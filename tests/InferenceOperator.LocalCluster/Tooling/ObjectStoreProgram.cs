using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>s3rver, an object store that speaks S3's interface (it knows accounts by their key id and does not check signatures), with what it needs from the npm registry, pinned by digest.</summary>
internal static class ObjectStoreProgram
{
    private const string Resources = "object-store/";

    public static async Task<string> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = await CachedFolder.EnsureAsync("object-store", "3.7.1-1", content => FetchAsync(content, progress, cancellationToken), progress, cancellationToken);
        return Path.Combine(folder, "node_modules", "s3rver", "bin", "s3rver.js");
    }

    private static async Task FetchAsync(string content, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("fetching s3rver from the npm registry");
        if (CommandRunner.Find("npm") is null)
        {
            DebianMachine.Require();
            await SystemPackages.InstallAsync(["npm"], progress, cancellationToken);
        }

        foreach (var file in new[] { "package.json", "package-lock.json" })
            EmbeddedFile.Write(Resources + file, Path.Combine(content, file));
        await CommandRunner.RunAsync(
            "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], new CommandOptions { WorkingDirectory = content }, cancellationToken);
    }
}
