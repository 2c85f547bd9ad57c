namespace InferenceServer.Pull.Transfers;

/// <summary>Reads failures of the network.</summary>
internal static class Failures
{
    /// <summary>The first exception of a type in a chain of causes; null when there is none.</summary>
    public static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
                return found;
        }

        return null;
    }

    /// <summary>A failure with its cause, in one line.</summary>
    public static string Describe(Exception exception) =>
        exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{exception.Message} {inner.Message}" : exception.Message;
}
