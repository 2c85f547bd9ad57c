using System.Globalization;
using InferenceServer.Protocol;

namespace InferenceServer.Rpc;

/// <summary>How long a call may take: until its caller goes away, or its <c>grpc-timeout</c> is over.</summary>
internal sealed class GrpcDeadline : IDisposable
{
    // A timer's longest: more is no limit that anyone waits for.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    private readonly CancellationToken _gone;
    private readonly CancellationTokenSource? _limit;
    private readonly CancellationTokenSource? _linked;

    /// <summary>Starts the time of a call.</summary>
    /// <exception cref="ProtocolException">The timeout is not written as gRPC writes it.</exception>
    public GrpcDeadline(HttpContext context, TimeProvider time)
    {
        _gone = context.RequestAborted;
        if (!context.Request.Headers.TryGetValue("grpc-timeout", out var text))
            return;
        _limit = new CancellationTokenSource(Parse(text.ToString()), time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_gone, _limit.Token);
    }

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken Token => _linked?.Token ?? _gone;

    /// <summary>Whether the timeout is over, and not the caller gone.</summary>
    public bool IsOver => _limit is { IsCancellationRequested: true } && !_gone.IsCancellationRequested;

    /// <summary>Reads up to 8 digits and a unit: H, M, S, m, u or n.</summary>
    /// <exception cref="ProtocolException">400: it is written otherwise.</exception>
    public static TimeSpan Parse(string text)
    {
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            throw Wrong(text);
        var unit = text[^1] switch
        {
            'H' => TimeSpan.FromHours(1),
            'M' => TimeSpan.FromMinutes(1),
            'S' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMilliseconds(1),
            'u' => TimeSpan.FromMicroseconds(1),
            // Below the clock's tick of 100 ns: rounded down together with the amount.
            'n' => TimeSpan.Zero,
            _ => throw Wrong(text),
        };
        // Eight digits of hours are 3.6e18 ticks: they fit.
        var ticks = unit == TimeSpan.Zero ? amount / TimeSpan.NanosecondsPerTick : amount * unit.Ticks;
        return ticks > Longest.Ticks ? Longest : TimeSpan.FromTicks(ticks);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _linked?.Dispose();
        _limit?.Dispose();
    }

    private static ProtocolException Wrong(string text) =>
        ProtocolException.Invalid($"grpc-timeout is '{text}'; write up to 8 digits and H, M, S, m, u or n");
}
