using InferenceOperator.Metrics.Presets;

namespace InferenceOperator.Metrics.Signals;

/// <summary>Puts together what the queries of a preset say of one model, and compares its pods with those that are ready.</summary>
internal static class SignalJoin
{
    /// <summary>Joins.</summary>
    /// <param name="request">The model.</param>
    /// <param name="answers">The answers of its preset; null when it has none.</param>
    /// <param name="freshFor">Older samples do not count as a pod's contribution.</param>
    /// <returns>The values.</returns>
    public static SignalValues Join(SignalRequest request, PresetAnswers? answers, TimeSpan freshFor)
    {
        if (answers is null)
            return new SignalValues { ReadyPods = request.ReadyPods.Count };
        var ready = answers.Ages(request).Where(pod => double.IsFinite(pod.Age) && request.ReadyPods.Contains(pod.Pod)).ToList();
        return new SignalValues
        {
            Error = answers.Error(request),
            Warning = answers.Warning(request),
            LatencyHint = answers.Preset.LatencyHint,
            LatencySeconds = answers.Value(request, SignalNames.Percentile(request.Percentile)),
            RequestRate = answers.Value(request, SignalNames.Rate),
            RejectedRate = answers.Value(request, SignalNames.Rejected),
            InFlight = answers.Value(request, SignalNames.InFlight),
            RecentRate = Measured(answers.Value(request, SignalNames.RecentRate)),
            MeanLatencySeconds = Measured(answers.Value(request, SignalNames.MeanLatency)) ?? Measured(answers.Value(request, SignalNames.NativeMeanLatency)),
            MeanQueueSeconds = Measured(answers.Value(request, SignalNames.MeanQueue)) ?? Measured(answers.Value(request, SignalNames.NativeMeanQueue)),
            // Pods that are gone leave series behind for minutes: they do not make the signal look alive.
            SampleAge = ready.Count == 0 ? null : TimeSpan.FromSeconds(Math.Clamp(ready.Min(pod => pod.Age), 0, TimeSpan.SecondsPerDay)),
            ContributingPods = ready.Where(pod => pod.Age <= freshFor.TotalSeconds).Select(pod => pod.Pod).Distinct().Count(),
            ReadyPods = request.ReadyPods.Count,
        };
    }

    // The mean of nothing is NaN, and means nothing.
    private static double? Measured(double? value) => value is { } number && double.IsFinite(number) && number >= 0 ? number : null;
}
