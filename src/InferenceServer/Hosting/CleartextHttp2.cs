using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace InferenceServer.Hosting;

/// <summary>
/// REST and gRPC on one port without TLS: an HTTP/2 connection begins with a preface that no HTTP/1 request begins with. Kestrel chooses
/// HTTP/2 where TLS negotiated it, so that is what it is told of such a connection.
/// </summary>
/// <param name="next">What the connection goes to.</param>
/// <param name="patience">How long nothing may come.</param>
/// <param name="haste">How long a preface that has begun may take.</param>
internal sealed class CleartextHttp2(ConnectionDelegate next, TimeSpan patience, TimeSpan haste)
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n"u8;

    /// <summary>Handles one connection.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (await IsHttp2Async(connection) is not { } http2)
            return;
        if (http2)
        {
            var negotiated = new Negotiated();
            connection.Features.Set<ITlsConnectionFeature>(negotiated);
            connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
        }

        await next(connection);
    }

    /// <summary>Looks at the first bytes and leaves them; null when none come.</summary>
    private async Task<bool?> IsHttp2Async(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        // Kestrel's own time limits begin with its first look at the connection.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing, connection.ConnectionClosed);
        limit.CancelAfter(patience);
        var begun = false;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                var verdict = Judge(read);
                input.AdvanceTo(read.Buffer.Start, verdict is null ? read.Buffer.End : read.Buffer.Start);
                if (verdict is not null)
                    return verdict;
                if (read.IsCompleted)
                    return null;
                if (!begun)
                    limit.CancelAfter(haste);
                begun = true;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            return null;
        }
    }

    private static bool? Judge(ReadResult read)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(read.Buffer.Length, start.Length);
        read.Buffer.Slice(0, length).CopyTo(start);
        if (!Preface.StartsWith(start[..length]))
            return false;
        return length == Preface.Length ? true : null;
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        private static readonly byte[] Http2 = [.. "h2"u8];

        public ReadOnlyMemory<byte> ApplicationProtocol => Http2;

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
