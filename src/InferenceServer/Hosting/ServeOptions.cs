using InferenceServer.Batching;
using InferenceServer.Buffers;
using InferenceServer.Models;
using InferenceServer.Security;
using InferenceServer.Tracing;

namespace InferenceServer.Hosting;

/// <summary>What <c>serve</c> was asked for.</summary>
internal sealed record ServeOptions
{
    /// <summary>The models to serve.</summary>
    public required IReadOnlyList<ModelSource> Models { get; init; }

    /// <summary>The model repository's directory; null without one.</summary>
    public string? Repository { get; init; }

    /// <summary>Whether clients may load and unload models of the repository.</summary>
    public bool ModelControl { get; init; }

    /// <summary>Bytes that loaded models together may hold for another one to be loaded on request; 0 for no limit.</summary>
    public long ModelMemoryBytes { get; init; }

    /// <summary>Directories of the model repository that hold no model, for the log.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Address to listen on: an IP address, or <c>*</c> for all.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port of the protocol; 0 takes a free one.</summary>
    public int HttpPort { get; init; } = 8080;

    /// <summary>A port of its own for <c>/metrics</c>; null serves it on <see cref="HttpPort"/>.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>How sessions are made.</summary>
    public SessionSettings Sessions { get; init; } = new();

    /// <summary>How models are run.</summary>
    public ModelSettings ModelSettings { get; init; } = new(0, 100, new BatchLimits(16, TimeSpan.FromMilliseconds(50), TimeSpan.Zero), new Dictionary<string, long[]>());

    /// <summary>Largest request body in bytes.</summary>
    public int MaxRequestBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Bytes that all requests together may hold at once.</summary>
    public long RequestMemoryBytes { get; init; } = MemoryBudget.Default;

    /// <summary>After SIGTERM: how long requests are still taken, for load balancers to notice.</summary>
    public TimeSpan DrainWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After the drain window: how long requests in flight may take to end.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Certificate and key; null for plain text.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>The file of bearer tokens; null where none is asked for.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Whether <c>/metrics</c> asks for what the protocol asks for.</summary>
    public bool GuardMetrics { get; init; }

    /// <summary>How often certificates and tokens are looked at.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a connection may take.</summary>
    public RequestLimits Limits { get; init; } = new();

    /// <summary>Where traces go; null without traces.</summary>
    public TraceSettings? Traces { get; init; }

    /// <summary>Log each request.</summary>
    public bool AccessLog { get; init; }

    /// <summary>Log as one JSON object a line.</summary>
    public bool JsonLogs { get; init; }
}
