using System.CommandLine;
using InferenceServer.Hosting;

namespace InferenceServer.CommandLine;

/// <summary>Options of <c>serve</c> that bound what a connection may take.</summary>
internal static class LimitOptions
{
    private static readonly RequestLimits Default = new();

    private static readonly Option<TimeSpan> HeadersTimeout = EnvironmentDefaults.Option("--headers-seconds", "INFERENCE_HEADERS_SECONDS", Default.HeadersTimeout, Values.Limit, "Time in which a request's headers, or a TLS handshake, must be complete");
    private static readonly Option<TimeSpan> KeepAlive = EnvironmentDefaults.Option("--keep-alive-seconds", "INFERENCE_KEEP_ALIVE_SECONDS", Default.KeepAlive, Values.Limit, "How long a connection may be idle");
    private static readonly Option<int> LeastBytesPerSecond = EnvironmentDefaults.Option("--min-bytes-per-second", "INFERENCE_MIN_BYTES_PER_SECOND", Default.LeastBytesPerSecond, text => Values.Int(text, 0, int.MaxValue), "Slowest body and slowest reader of an answer, after 5 seconds; 0 for no limit");
    private static readonly Option<int> HeaderBytes = EnvironmentDefaults.Option("--max-header-bytes", "INFERENCE_MAX_HEADER_BYTES", Default.HeaderBytes, text => Values.Int(text, 1024, 1 << 24), "Bytes of all headers of a request");
    private static readonly Option<int> Connections = EnvironmentDefaults.Option("--max-connections", "INFERENCE_MAX_CONNECTIONS", Default.Connections, text => Values.Int(text, 0, 10_000_000), "Connections at once; 0 for no limit");
    private static readonly Option<int> Streams = EnvironmentDefaults.Option("--max-streams", "INFERENCE_MAX_STREAMS", Default.Streams, text => Values.Int(text, 1, 100_000), "Calls at once on one connection of HTTP/2");

    /// <summary>Adds them to the command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[HeadersTimeout, KeepAlive, LeastBytesPerSecond, HeaderBytes, Connections, Streams])
            command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    public static ServeOptions Read(ParseResult result, ServeOptions options) => options with
    {
        Limits = new RequestLimits
        {
            HeadersTimeout = result.GetValue(HeadersTimeout),
            KeepAlive = result.GetValue(KeepAlive),
            LeastBytesPerSecond = result.GetValue(LeastBytesPerSecond),
            HeaderBytes = result.GetValue(HeaderBytes),
            Connections = result.GetValue(Connections),
            Streams = result.GetValue(Streams),
        },
    };
}
