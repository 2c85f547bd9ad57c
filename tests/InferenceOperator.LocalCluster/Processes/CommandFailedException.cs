namespace InferenceOperator.LocalClusters.Processes;

/// <summary>A command ended with a non-zero exit code.</summary>
public sealed class CommandFailedException(string command, CommandResult result)
    : Exception($"'{command}' ended with exit code {result.ExitCode}: {Tail(result)}")
{
    public CommandResult Result { get; } = result;

    private static string Tail(CommandResult result)
    {
        var text = result.Error.Trim().Length > 0 ? result.Error : result.Output;
        return string.Join('\n', text.Trim().Split('\n').TakeLast(20));
    }
}
