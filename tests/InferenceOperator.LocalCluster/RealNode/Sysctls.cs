namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>The machine-wide kernel settings that the kubelet, kube-proxy and the CNI plugins change.</summary>
public static class Sysctls
{
    private static readonly string[] Names =
    [
        "vm.overcommit_memory", "vm.panic_on_oom", "kernel.panic", "kernel.panic_on_oops",
        "kernel.keys.root_maxkeys", "kernel.keys.root_maxbytes",
        "net.ipv4.ip_forward", "net.ipv4.conf.all.route_localnet", "net.bridge.bridge-nf-call-iptables",
    ];

    /// <summary>Their values now; those that this kernel has not are left out.</summary>
    public static IReadOnlyDictionary<string, string> Read() =>
        Names.Where(name => File.Exists(PathOf(name))).ToDictionary(name => name, name => File.ReadAllText(PathOf(name)).Trim());

    public static void Write(string name, string value)
    {
        if (File.Exists(PathOf(name))) File.WriteAllText(PathOf(name), value);
    }

    /// <summary>Puts values back; only those that differ, as a container may not be allowed to write the others.</summary>
    public static void Restore(IReadOnlyDictionary<string, string> values)
    {
        var now = Read();
        foreach (var (name, value) in values)
            if (now.TryGetValue(name, out var current) && current != value) Write(name, value);
    }

    private static string PathOf(string name) => "/proc/sys/" + name.Replace('.', '/');
}
