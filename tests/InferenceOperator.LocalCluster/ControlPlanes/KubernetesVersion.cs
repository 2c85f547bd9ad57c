using System.Globalization;
using System.Text.RegularExpressions;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>The version of a control plane; flags come and go with it.</summary>
public sealed partial record KubernetesVersion(int Major, int Minor)
{
    /// <summary>Asks a binary by <c>--version</c>.</summary>
    public static async Task<KubernetesVersion> OfAsync(string binary, CancellationToken cancellationToken)
    {
        var result = await CommandRunner.RunAsync(binary, ["--version"], cancellationToken: cancellationToken);
        return Parse(result.Output);
    }

    public static KubernetesVersion Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success) throw new FormatException($"'{text.Trim()}' holds no version such as v1.30.0");
        return new KubernetesVersion(
            int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    public bool IsAtLeast(int major, int minor) => (Major, Minor).CompareTo((major, minor)) >= 0;

    public override string ToString() => $"v{Major}.{Minor}";

    [GeneratedRegex(@"v(\d+)\.(\d+)")]
    private static partial Regex Pattern();
}
