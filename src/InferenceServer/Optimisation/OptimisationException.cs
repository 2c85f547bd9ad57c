using InferenceServer.CommandLine;

namespace InferenceServer.Optimisation;

/// <summary>A model that cannot be optimised as it was asked for, in words for its owner.</summary>
internal sealed class OptimisationException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The process's exit code, one of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The model is not made for it, or lost too much.</summary>
    public static OptimisationException Refused(string message) => new(ExitCodes.OptimisationRefused, message);

    /// <summary>It went wrong.</summary>
    public static OptimisationException Failed(string message, Exception? inner = null) => new(ExitCodes.Failed, message, inner);
}
