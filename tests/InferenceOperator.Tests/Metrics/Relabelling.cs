using System.Text.RegularExpressions;
using InferenceOperator.Tests.Charts;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Tests.Metrics;

/// <summary>Prometheus' relabelling, as far as the shipped configurations use it: keep, drop and replace.</summary>
internal static class Relabelling
{
    /// <summary>Puts the rules of a scrape job, or of a PodMonitor's endpoint, to a target.</summary>
    /// <returns>The target's labels; null when it is dropped.</returns>
    public static IReadOnlyDictionary<string, string>? Apply(YamlNode endpoint, IReadOnlyDictionary<string, string> target)
    {
        var labels = new Dictionary<string, string>(target);
        foreach (var rule in endpoint.Items("relabel_configs").Concat(endpoint.Items("relabelings")))
        {
            var sources = rule.Items("source_labels").Concat(rule.Items("sourceLabels"));
            var value = string.Join(';', sources.Select(source => labels.GetValueOrDefault(source.ToString(), "")));
            var match = Regex.Match(value, $"^(?:{rule.Text("regex") switch { "" => "(.*)", var regex => regex }})$");
            switch (rule.Text("action"))
            {
                case "keep" when !match.Success:
                case "drop" when match.Success:
                    return null;
                case "" when match.Success:
                    labels[rule.Text("target_label") + rule.Text("targetLabel")] = match.Result(rule.Text("replacement") switch { "" => "$1", var text => text });
                    break;
            }
        }

        return labels;
    }
}
