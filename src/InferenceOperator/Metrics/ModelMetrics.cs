using System.Collections.Concurrent;
using Prometheus;

namespace InferenceOperator.Metrics;

/// <summary>One line a model: what the autoscaler saw and wants. A model's series go when the model does.</summary>
internal sealed class ModelMetrics
{
    private static readonly string[] ModelLabels = ["namespace", "model"];
    private readonly Gauge _signal;
    private readonly Gauge _latency;
    private readonly Gauge _rate;
    private readonly Gauge _desired;
    private readonly ConcurrentDictionary<(string Namespace, string Model), string> _signals = new();

    /// <summary>Creates the metrics.</summary>
    /// <param name="factory">Where.</param>
    public ModelMetrics(IMetricFactory factory)
    {
        _signal = factory.CreateGauge("inference_operator_model_signal", "1 for the state the model's signal is in.", ["namespace", "model", "signal"]);
        _latency = factory.CreateGauge("inference_operator_model_latency_seconds", "The objective percentile of latency as last read; NaN when unknown.", ModelLabels);
        _rate = factory.CreateGauge("inference_operator_model_request_rate", "Requests per second as last read; NaN when unknown.", ModelLabels);
        _desired = factory.CreateGauge("inference_operator_model_desired_replicas", "Replicas the scaling decision wants.", ModelLabels);
    }

    /// <summary>Shows a model.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="model">Its name.</param>
    /// <param name="signal">State of its signal.</param>
    /// <param name="latencySeconds">The objective percentile; null when unknown.</param>
    /// <param name="rate">Requests per second; null when unknown.</param>
    /// <param name="desired">Replicas wanted.</param>
    public void Show(string namespaceName, string model, string signal, double? latencySeconds, double? rate, int desired)
    {
        if (_signals.TryGetValue((namespaceName, model), out var last) && last != signal)
            _signal.RemoveLabelled(namespaceName, model, last);
        _signals[(namespaceName, model)] = signal;
        _signal.WithLabels(namespaceName, model, signal).Set(1);
        _latency.WithLabels(namespaceName, model).Set(latencySeconds ?? double.NaN);
        _rate.WithLabels(namespaceName, model).Set(rate ?? double.NaN);
        _desired.WithLabels(namespaceName, model).Set(desired);
    }

    /// <summary>Removes the series of models that are gone.</summary>
    /// <param name="models">The models that exist.</param>
    public void KeepOnly(IReadOnlySet<(string Namespace, string Model)> models)
    {
        foreach (var gone in _signals.Keys.Where(model => !models.Contains(model)))
        {
            if (_signals.TryRemove(gone, out var signal))
                _signal.RemoveLabelled(gone.Namespace, gone.Model, signal);
            foreach (var gauge in new[] { _latency, _rate, _desired })
                gauge.RemoveLabelled(gone.Namespace, gone.Model);
        }
    }
}
