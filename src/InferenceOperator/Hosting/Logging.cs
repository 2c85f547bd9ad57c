namespace InferenceOperator.Hosting;

/// <summary>How the operator logs: one line an entry, UTC, to standard output.</summary>
internal static class Logging
{
    /// <summary>Sets up logging.</summary>
    /// <param name="logging">The host's logging.</param>
    /// <param name="options">The options.</param>
    public static void Configure(ILoggingBuilder logging, OperatorOptions options)
    {
        logging.ClearProviders();
        if (options.JsonLogs)
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat, console.IncludeScopes) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ", true));
        else
            logging.AddSimpleConsole(console => (console.UseUtcTimestamp, console.TimestampFormat, console.SingleLine) = (true, "HH:mm:ss.fff ", true));
        // Every probe and every scrape would be two lines.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }
}
