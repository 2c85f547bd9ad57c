using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Translation;

namespace InferenceOperator.Integrations;

/// <summary>What the owner says of its checkpoints, in annotations.</summary>
internal sealed record CheckpointFacts
{
    /// <summary>How often the job saves by itself.</summary>
    public TimeSpan Interval { get; private init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long loading and warming up again takes.</summary>
    public TimeSpan ResumeCost { get; private init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long its pods take to stop at most; null: as the pods say.</summary>
    public TimeSpan? GracePeriod { get; private init; }

    /// <summary>Suspensions in 24 hours after which it is protected; 0: always.</summary>
    public int MaxPreemptions { get; private init; } = 5;

    /// <summary>Annotations that cannot be read, with their values and what to write; their defaults are used.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Reads them.</summary>
    /// <param name="annotations">Of the object; null: none.</param>
    /// <returns>The facts.</returns>
    public static CheckpointFacts Read(IDictionary<string, string>? annotations)
    {
        var problems = new List<string>();
        var defaults = new CheckpointFacts();
        return new CheckpointFacts
        {
            Interval = Duration(annotations, IntegrationAnnotations.CheckpointInterval, "10m", problems) ?? defaults.Interval,
            ResumeCost = Duration(annotations, IntegrationAnnotations.ResumeCost, "60s", problems) ?? defaults.ResumeCost,
            GracePeriod = Duration(annotations, IntegrationAnnotations.GracePeriod, "the longest terminationGracePeriodSeconds of its pods", problems),
            MaxPreemptions = Count(annotations, IntegrationAnnotations.MaxPreemptions, defaults.MaxPreemptions, problems),
            Problems = problems,
        };
    }

    private static TimeSpan? Duration(IDictionary<string, string>? annotations, string name, string used, List<string> problems)
    {
        if (annotations is null || !annotations.TryGetValue(name, out var text))
            return null;
        if (GoDuration.TryParse(text, out var duration))
            return duration;
        problems.Add($"annotation {name} is \"{Shown(text)}\": write a duration such as 90s or 10m; {used} is used");
        return null;
    }

    private static int Count(IDictionary<string, string>? annotations, string name, int fallback, List<string> problems)
    {
        if (annotations is null || !annotations.TryGetValue(name, out var text))
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return count;
        problems.Add($"annotation {name} is \"{Shown(text)}\": write a whole number, 0 or more; {fallback} is used");
        return fallback;
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
