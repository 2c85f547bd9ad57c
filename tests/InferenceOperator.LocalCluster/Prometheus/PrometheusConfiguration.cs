using System.Text.Json;

namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>Prometheus' configuration file as JSON, which is YAML.</summary>
internal static class PrometheusConfiguration
{
    public static string Write(PrometheusOptions options)
    {
        if (options.Configuration is { } whole) return whole;
        var interval = FormattableString.Invariant($"{(long)options.ScrapeInterval.TotalMilliseconds}ms");
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["global"] = new Dictionary<string, object>
            {
                ["scrape_interval"] = interval,
                ["scrape_timeout"] = interval,
                ["evaluation_interval"] = interval,
            },
            ["scrape_configs"] = options.Targets.GroupBy(target => (target.Job, target.Address.AbsolutePath)).Select(Job).ToList(),
        });
    }

    private static Dictionary<string, object> Job(IGrouping<(string Job, string Path), ScrapeTarget> group, int index) => new()
    {
        // Names must be unique, and one job may have several paths: the label is set by hand.
        ["job_name"] = FormattableString.Invariant($"{group.Key.Job}-{index}"),
        ["metrics_path"] = group.Key.Path,
        ["static_configs"] = group.Select(target => new Dictionary<string, object>
        {
            ["targets"] = new[] { target.Address.Authority },
            ["labels"] = new Dictionary<string, string>(target.Labels ?? new Dictionary<string, string>()) { ["job"] = group.Key.Job },
        }).ToList(),
    };
}
