using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>A static busybox with a link for each of its commands.</summary>
public static class BusyboxLayer
{
    public static async Task<ImageLayer> CreateAsync(string binary, CancellationToken cancellationToken)
    {
        var commands = await CommandRunner.RunAsync(binary, ["--list"], cancellationToken: cancellationToken);
        var layer = RootFilesystem.Base().AddFile("bin/busybox", binary);
        foreach (var command in commands.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (command != "busybox") layer.AddLink($"bin/{command}", "busybox");
        return layer;
    }
}
