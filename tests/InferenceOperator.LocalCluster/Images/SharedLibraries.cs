using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>The system's shared libraries that native code needs, found as the dynamic linker finds them.</summary>
public static class SharedLibraries
{
    /// <summary>Opened by name at run time, so that no binary lists them: OpenSSL for TLS.</summary>
    private static readonly string[] OpenedByName = ["libssl.so.3", "libcrypto.so.3", "libz.so.1"];

    /// <param name="binaries">Programs and libraries of this machine.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>Their libraries, the dynamic linker and what .NET opens by name, each under the path that the linker looks at.</returns>
    /// <exception cref="InvalidOperationException">A library is not installed; names it.</exception>
    public static async Task<IReadOnlyList<string>> OfAsync(IEnumerable<string> binaries, CancellationToken cancellationToken)
    {
        var byName = await FindByNameAsync(cancellationToken);
        var listed = await CommandRunner.TryRunAsync("ldd", [.. binaries, .. byName], cancellationToken: cancellationToken);
        var lines = listed.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(lines, line => line.EndsWith("=> not found", StringComparison.Ordinal)) is { } missing)
            throw new InvalidOperationException($"the image needs {missing.Split(' ')[0]}, which is not installed here");
        return
        [
            .. lines.Select(PathOf).OfType<string>().Concat(byName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Lines read <c>libm.so.6 => /lib/… (0x…)</c> and <c>/lib64/ld-linux-x86-64.so.2 (0x…)</c>.</summary>
    private static string? PathOf(string line)
    {
        var words = line.Split(' ');
        return words is [_, "=>", var path, ..] ? path
            : words is [['/', ..] linker, ['(', ..]] ? linker
            : null;
    }

    private static async Task<IReadOnlyList<string>> FindByNameAsync(CancellationToken cancellationToken)
    {
        var ldconfig = CommandRunner.Find("ldconfig") ?? "ldconfig";
        var cache = await CommandRunner.RunAsync(ldconfig, ["-p"], cancellationToken: cancellationToken);
        return [.. OpenedByName.Select(name => PathIn(cache.Output, name))];
    }

    private static string PathIn(string cache, string name) =>
        cache.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) && line.Contains("x86-64", StringComparison.Ordinal))
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .FirstOrDefault()
        ?? throw new InvalidOperationException($"the image needs {name}, which is not installed here (Debian: apt-get install libssl3 zlib1g)");
}
