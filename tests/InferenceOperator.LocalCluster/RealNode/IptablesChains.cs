using System.Text;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>The chains that the kubelet, kube-proxy and the CNI plugins leave behind, and the rules that jump to them.</summary>
public static class IptablesChains
{
    private static readonly string[] Tables = ["nat", "filter", "mangle"];
    private static readonly string[] Prefixes = ["KUBE-", "CNI-"];

    /// <returns><c>TABLE/CHAIN</c> for each chain there is.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync()
    {
        List<string> found = [];
        foreach (var table in Tables) found.AddRange(ChainsOf(await SaveAsync(table)).Select(chain => $"{table}/{chain}"));
        return found;
    }

    public static async Task RemoveAsync()
    {
        foreach (var table in Tables)
        {
            var lines = await SaveAsync(table);
            var chains = ChainsOf(lines).ToList();
            if (chains.Count == 0) continue;
            // One transaction a table: the jumps first, then the chains emptied, then the chains.
            var script = new StringBuilder($"*{table}\n");
            foreach (var rule in lines.Where(IsJumpFromOutside)) script.Append("-D").Append(rule, 2, rule.Length - 2).Append('\n');
            foreach (var chain in chains) script.Append("-F ").Append(chain).Append('\n');
            foreach (var chain in chains) script.Append("-X ").Append(chain).Append('\n');
            await RunAsync("iptables-restore", ["--noflush", "--wait"], script.Append("COMMIT\n").ToString());
        }
    }

    private static IEnumerable<string> ChainsOf(IEnumerable<string> lines) =>
        lines.Where(line => line.StartsWith(':')).Select(line => line[1..line.IndexOf(' ')]).Where(IsOurs);

    // -A PREROUTING -m comment --comment "…" -j KUBE-SERVICES
    private static bool IsJumpFromOutside(string line)
    {
        var words = line.Split(' ');
        var jump = Array.IndexOf(words, "-j");
        return words[0] == "-A" && !IsOurs(words[1]) && jump > 0 && IsOurs(words[jump + 1]);
    }

    private static bool IsOurs(string chain) => Array.Exists(Prefixes, prefix => chain.StartsWith(prefix, StringComparison.Ordinal));

    private static async Task<string[]> SaveAsync(string table) =>
        (await RunAsync("iptables-save", ["-t", table])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task<CommandResult> RunAsync(string program, string[] arguments, string? input = null) =>
        CommandRunner.RunAsync(CommandRunner.Find(program) ?? program, arguments, new CommandOptions { Input = input });
}
