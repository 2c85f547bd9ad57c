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
        var ages = answers.Ages(request).ToList();
        var ready = ages.Where(pod => double.IsFinite(pod.Age) && request.ReadyPods.Contains(pod.Pod)).ToList();
        return new SignalValues
        {
            Error = answers.Error(request),
            Warning = answers.Warning(request),
            LatencyHint = answers.Preset.LatencyHint,
            LatencySeconds = answers.Latency(request),
            RequestRate = answers.Rate(request),
            RejectedRate = answers.Rejected(request),
            InFlight = answers.InFlight(request),
            // Pods that are gone leave series behind for minutes: they do not make the signal look alive.
            SampleAge = ready.Count == 0 ? null : TimeSpan.FromSeconds(Math.Clamp(ready.Min(pod => pod.Age), 0, TimeSpan.SecondsPerDay)),
            ContributingPods = ready.Count(pod => pod.Age <= freshFor.TotalSeconds),
            ReadyPods = request.ReadyPods.Count,
        };
    }
}
