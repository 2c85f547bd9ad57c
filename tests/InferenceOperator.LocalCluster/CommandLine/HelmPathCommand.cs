using System.CommandLine;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>helm-path</c>: fetches helm when it is missing and prints where it is.</summary>
internal static class HelmPathCommand
{
    public static Command Create()
    {
        var command = new Command("helm-path", "Print the path of helm, fetched when missing");
        command.SetAction(async (parsed, cancellationToken) =>
            await parsed.InvocationConfiguration.Output.WriteLineAsync(await Tools.EnsureHelmAsync(cancellationToken: cancellationToken)));
        return command;
    }
}
