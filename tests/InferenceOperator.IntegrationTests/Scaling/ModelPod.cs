using System.Globalization;
using InferenceOperator.LocalClusters.Prometheus;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>A pod of a model as Prometheus sees it: a page with the server's metrics, scraped with the labels of the documented configuration.</summary>
public sealed class ModelPod : IAsyncDisposable
{
    private static readonly double[] Bounds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
    private readonly string _model;
    private readonly long[] _buckets = new long[Bounds.Length + 1];
    private long _requests;
    private double _seconds;
    private long _rejected;

    public ModelPod(string @namespace, string model, string pod)
    {
        _model = model;
        Target = new ScrapeTarget("models", Endpoint.Address, new Dictionary<string, string>
        {
            ["namespace"] = @namespace,
            ["pod"] = pod,
            ["inferenceoperator_io_model"] = model,
        });
        Show();
    }

    public MetricsEndpoint Endpoint { get; } = MetricsEndpoint.Start();

    public ScrapeTarget Target { get; }

    public int InFlight { get; set; }

    /// <summary>The page says NaN instead of numbers.</summary>
    public bool Broken { get; set; }

    /// <summary>Adds requests of one latency to the counters; they waited a quarter of it.</summary>
    public void Serve(int requests, double seconds)
    {
        Count(requests, seconds);
        Show();
    }

    /// <summary>Adds requests to the counters.</summary>
    /// <param name="latencies">Of each, in seconds.</param>
    public void Serve(IEnumerable<double> latencies)
    {
        foreach (var seconds in latencies)
            Count(1, seconds);
        Show();
    }

    /// <summary>Turns requests away, which is in no latency.</summary>
    public void Reject(int requests)
    {
        _rejected += requests;
        Show();
    }

    /// <summary>Serves at a steady rate until the token fires.</summary>
    public async Task ServeSteadilyAsync(int perTick, double seconds, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Serve(perTick, seconds);
            await Task.Delay(100, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();

    private void Count(int requests, double seconds)
    {
        _requests += requests;
        _seconds += requests * seconds;
        for (var i = 0; i < _buckets.Length; i++)
        {
            if (i == Bounds.Length || seconds <= Bounds[i])
                _buckets[i] += requests;
        }
    }

    private void Show()
    {
        var lines = new List<string>
        {
            $"inference_model_ready{{model=\"{_model}\"}} 1",
            FormattableString.Invariant($"inference_requests_in_flight{{model=\"{_model}\"}} {InFlight}"),
            FormattableString.Invariant($"inference_requests_total{{model=\"{_model}\",outcome=\"ok\"}} {(Broken ? double.NaN : _requests)}"),
            FormattableString.Invariant($"inference_requests_total{{model=\"{_model}\",outcome=\"rejected\"}} {_rejected}"),
        };
        foreach (var (name, share) in new[] { ("request", 1.0), ("queue", 0.25) })
        {
            lines.Add(FormattableString.Invariant($"inference_{name}_duration_seconds_sum{{model=\"{_model}\"}} {_seconds * share}"));
            lines.Add(FormattableString.Invariant($"inference_{name}_duration_seconds_count{{model=\"{_model}\"}} {_requests}"));
        }

        lines.AddRange(_buckets.Select((count, i) =>
        {
            var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            return FormattableString.Invariant($"inference_request_duration_seconds_bucket{{model=\"{_model}\",le=\"{bound}\"}} {count}");
        }));
        Endpoint.Text = string.Join("\n", lines);
    }
}
