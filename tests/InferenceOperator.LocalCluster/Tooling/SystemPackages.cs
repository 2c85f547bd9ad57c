using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>The few packages that must be installed on the machine. None of them starts a service.</summary>
internal static class SystemPackages
{
    private static readonly (string Package, string Program)[] Needed =
    [
        ("dpkg-dev", "dpkg-source"), ("util-linux", "setpriv"), ("iproute2", "ip"), ("iptables", "iptables"), ("conntrack", "conntrack"),
        ("ipset", "ipset"), ("socat", "socat"), ("ethtool", "ethtool"), ("kmod", "modprobe"), ("mount", "mount"),
    ];

    /// <summary>Somebody else may be installing something: unattended upgrades, another shell.</summary>
    private static readonly string[] LockTimeout = ["-o", "DPkg::Lock::Timeout=300"];

    public static async Task EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        string[] missing = [.. Needed.Where(need => CommandRunner.Find(need.Program) is null).Select(need => need.Package)];
        await InstallAsync(missing, progress, cancellationToken);
    }

    public static async Task InstallAsync(IReadOnlyList<string> packages, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (packages.Count == 0) return;
        progress?.Report($"installing {string.Join(' ', packages)}");
        var options = new CommandOptions
        {
            Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C" },
        };
        await using var turn = await FileLock.TakeAsync(
            Path.Combine(CachePaths.Folder(), ".apt.lock"), () => progress?.Report("another process is installing packages; waiting for it"), cancellationToken);
        if (!HasLists()) await CommandRunner.RunAsync("apt-get", ["-q", .. LockTimeout, "update"], options, cancellationToken);
        await CommandRunner.RunAsync("apt-get", ["-q", .. LockTimeout, "install", "--yes", "--no-install-recommends", .. packages], options, cancellationToken);
    }

    private static bool HasLists() =>
        Directory.Exists("/var/lib/apt/lists") && Directory.EnumerateFiles("/var/lib/apt/lists", "*_Packages*").Any();
}
