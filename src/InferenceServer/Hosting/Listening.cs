using System.Net;
using System.Net.Security;
using InferenceServer.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace InferenceServer.Hosting;

/// <summary>Ports, TLS and limits of connections.</summary>
internal static class Listening
{
    // Below it the server notices nothing of a peer whose network is gone, and keeps its calls in the queue.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    /// <summary>Sets them up.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="tls">Certificate and key, as they are at each handshake; null for plain text.</param>
    public static void Configure(KestrelServerOptions kestrel, ServeOptions options, WatchedFiles<SslServerAuthenticationOptions>? tls)
    {
        kestrel.AddServerHeader = false;
        // HTTP/2 without TLS says so in its scheme, which is not what Kestrel was told of the connection; nor does a proxy's scheme have to be ours.
        kestrel.AllowAlternateSchemes = true;
        Limit(kestrel.Limits, options.Limits, options.MaxRequestBytes);
        foreach (var port in options.MetricsPort is { } metrics && metrics != options.HttpPort ? (int[])[options.HttpPort, metrics] : [options.HttpPort])
        {
            if (options.Address == "*")
                kestrel.ListenAnyIP(port, listen => Bind(listen, options.Limits, tls));
            else
                kestrel.Listen(IPAddress.Parse(options.Address), port, listen => Bind(listen, options.Limits, tls));
        }
    }

    private static void Limit(KestrelServerLimits kestrel, RequestLimits limits, int maxRequestBytes)
    {
        // A message's prefix comes on top.
        kestrel.MaxRequestBodySize = maxRequestBytes + 16L;
        kestrel.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.KeepAliveTimeout = limits.KeepAlive;
        kestrel.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.MaxRequestHeaderCount = limits.HeaderCount;
        kestrel.MaxConcurrentConnections = limits.Connections > 0 ? limits.Connections : null;
        kestrel.MinRequestBodyDataRate = limits.LeastBytesPerSecond > 0 ? new MinDataRate(limits.LeastBytesPerSecond, RateGrace) : null;
        kestrel.MinResponseDataRate = kestrel.MinRequestBodyDataRate;
        kestrel.Http2.MaxRequestHeaderFieldSize = limits.HeaderBytes;
        kestrel.Http2.MaxStreamsPerConnection = limits.Streams;
        kestrel.Http2.KeepAlivePingDelay = PingDelay;
    }

    private static void Bind(ListenOptions listen, RequestLimits limits, WatchedFiles<SslServerAuthenticationOptions>? tls)
    {
        if (tls is null)
        {
            listen.Use(next => new CleartextHttp2(next, limits.KeepAlive, limits.HeadersTimeout).OnConnectionAsync);
            return;
        }

        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(tls.Current),
            HandshakeTimeout = limits.HeadersTimeout,
        });
    }
}
