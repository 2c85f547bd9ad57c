using System.Globalization;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>The control groups that the kubelet makes for pods: one tree with cgroup v2, one for each controller with v1.</summary>
public static class PodCgroups
{
    private const string Mount = "/sys/fs/cgroup";

    public static IEnumerable<string> Roots =>
        new[] { Mount }.Concat(Directory.Exists(Mount) ? Directory.EnumerateDirectories(Mount) : [])
            .Select(folder => Path.Combine(folder, "kubepods")).Where(Directory.Exists);

    /// <summary>SIGKILL to every process of every pod, until none is left; then the groups themselves.</summary>
    public static async Task RemoveAsync()
    {
        var removed = await Waiting.UntilAsync(
            _ =>
            {
                foreach (var process in Processes().ToList()) UnixSignal.Send(process, UnixSignal.Kill);
                foreach (var root in Roots.ToList()) RemoveTree(root);
                return Task.FromResult(!Roots.Any());
            },
            TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(50), CancellationToken.None);
        if (!removed) throw new InvalidOperationException($"control groups of pods are still in use: {string.Join(", ", Roots)}");
    }

    private static IEnumerable<int> Processes() =>
        Roots.SelectMany(Tree).SelectMany(folder => File.ReadLines(Path.Combine(folder, "cgroup.procs")))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Distinct();

    /// <summary>A group's files go with its folder, so that only empty folders are removed, deepest first.</summary>
    private static void RemoveTree(string root)
    {
        foreach (var folder in Tree(root).Reverse()) Directory.Delete(folder);
    }

    private static IEnumerable<string> Tree(string root) =>
        Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root).Order(StringComparer.Ordinal);
}
