namespace InferenceServer.Pull;

/// <summary>A pull that cannot succeed, in words for the model's owner.</summary>
internal sealed class PullException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The process's exit code, one of <see cref="CommandLine.ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
