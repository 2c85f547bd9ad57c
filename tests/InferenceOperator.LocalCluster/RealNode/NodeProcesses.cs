using System.Globalization;
using System.Text;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>The processes of a node, told by its folder: they work in it, or it stands in their arguments (containerd's shims).</summary>
public static class NodeProcesses
{
    /// <summary>SIGKILL, again and again until none is left: a dying containerd may still fork a shim.</summary>
    public static async Task KillAsync(string folder)
    {
        var gone = await Waiting.UntilAsync(
            _ =>
            {
                var found = Of(folder).ToList();
                foreach (var (id, _) in found) UnixSignal.Send(id, UnixSignal.Kill);
                return Task.FromResult(found.Count == 0);
            },
            TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(20), CancellationToken.None);
        if (!gone) throw new InvalidOperationException($"still running: {string.Join(", ", Of(folder).Select(found => found.Program))}");
    }

    /// <param name="folder">A folder, or the beginning of the names of several.</param>
    public static IEnumerable<(int Id, string Program)> Of(string folder)
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (id == Environment.ProcessId || ProcessIdentity.Of(id).StartTicks == 0) continue;
            if (Arguments(entry) is { Length: > 0 } arguments && Programs.Contains(Path.GetFileName(arguments[0]))
                && (arguments.Any(argument => argument.Contains(folder, StringComparison.Ordinal)) || WorksIn(entry, folder)))
                yield return (id, Path.GetFileName(arguments[0]));
        }
    }

    /// <summary>Nothing else is ever ended here, whatever its arguments say.</summary>
    private static readonly HashSet<string> Programs =
        ["kubelet", "kube-proxy", "containerd", "containerd-shim", "containerd-shim-runc-v2", "runc", "fake-device-plugin", "fakegpu"];

    private static string[] Arguments(string entry)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(entry, "cmdline"))).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    private static bool WorksIn(string entry, string folder)
    {
        try
        {
            return new FileInfo(Path.Combine(entry, "cwd")).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
