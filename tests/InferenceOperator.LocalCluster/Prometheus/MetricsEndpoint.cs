using System.Net;
using System.Text;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>A page on 127.0.0.1 with whatever metrics a test writes on it: also NaN, +Inf, nothing at all, or an error.</summary>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;
    private volatile string _text = "";
    private volatile byte[]? _protobuf;
    private volatile int _status = (int)HttpStatusCode.OK;
    private int _scrapes;

    private MetricsEndpoint()
    {
        var root = $"http://127.0.0.1:{FreePorts.Take()}/";
        _listener.Prefixes.Add(root);
        Address = new Uri(new Uri(root), "metrics");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>The page's URL.</summary>
    public Uri Address { get; }

    /// <summary>The page in Prometheus' text format (version 0.0.4); each line ends with a line feed.</summary>
    public string Text
    {
        get => _text;
        set => _text = value.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    /// <summary>The page as delimited protobuf, shown instead of <see cref="Text"/>: native histograms have no text form.</summary>
    public byte[]? Protobuf
    {
        get => _protobuf;
        set => _protobuf = value;
    }

    /// <summary>Anything but OK makes the scrape fail: the series become stale.</summary>
    public HttpStatusCode Status
    {
        get => (HttpStatusCode)_status;
        set => _status = (int)value;
    }

    /// <summary>How often the page was read.</summary>
    public int Scrapes => Volatile.Read(ref _scrapes);

    public static MetricsEndpoint Start() => new();

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (!_end.Task.IsCompleted)
        {
            try
            {
                // Not by the listener's own end: a wait that begins in the moment in which it stops never ends.
                var next = _listener.GetContextAsync();
                if (await Task.WhenAny(next, _end.Task) != next) return;
                await AnswerAsync((await next).Response);
                Interlocked.Increment(ref _scrapes);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The reader has gone away in the middle.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerResponse response)
    {
        using (response)
        {
            response.StatusCode = _status;
            var protobuf = _protobuf;
            response.ContentType = protobuf is null
                ? "text/plain; version=0.0.4; charset=utf-8"
                : "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
            await response.OutputStream.WriteAsync(protobuf ?? Encoding.UTF8.GetBytes(_text));
        }
    }
}
