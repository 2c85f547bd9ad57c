namespace InferenceOperator.LocalClusters.Processes;

/// <summary>A managed process ended or was not ready in time; the message ends with the last lines of its log.</summary>
public sealed class ProcessFailedException(string message, string logFile)
    : Exception($"{message}; its log ends with:\n{Tail(logFile)}")
{
    private static string Tail(string logFile) => File.Exists(logFile)
        ? string.Join('\n', File.ReadLines(logFile).TakeLast(15))
        : "(nothing)";
}
