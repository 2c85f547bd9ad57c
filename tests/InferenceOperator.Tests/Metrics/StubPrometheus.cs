using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace InferenceOperator.Tests.Metrics;

/// <summary>Answers on 127.0.0.1 in ways that a real Prometheus cannot be made to: wrong status codes, slow and huge bodies.</summary>
internal sealed class StubPrometheus : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    public StubPrometheus()
    {
        Url = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public int Status { get; set; } = 200;

    public string Body { get; set; } = """{"status":"success","data":{"resultType":"vector","result":[]}}""";

    /// <summary>Never answers until disposed.</summary>
    public bool Hangs { get; set; }

    public ConcurrentQueue<(string Path, WebHeaderCollection Headers, IReadOnlyDictionary<string, string> Form)> Requests { get; } = new();

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _closing.SetResult();
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var form = HttpUtility.ParseQueryString(await reader.ReadToEndAsync());
        Requests.Enqueue((context.Request.Url!.AbsolutePath, (WebHeaderCollection)context.Request.Headers, form.AllKeys.ToDictionary(key => key!, key => form[key]!)));
        if (Hangs)
            await _closing.Task;
        try
        {
            context.Response.StatusCode = Status;
            if (Status is >= 300 and < 400)
                context.Response.RedirectLocation = "http://127.0.0.1:9/login";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Body));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The client gave up on a body that was too large or too slow: that is what the test wants.
        }
    }
}
