using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>
/// Debian's archive by apt with a state of its own in one folder: the machine's sources, lists and installed packages are
/// neither needed nor touched, and any release can be read, source packages included.
/// </summary>
internal sealed class AptRepository
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private const string Dists = "/dists/";
    private readonly string _folder;
    private readonly Dictionary<string, string?> _environment;

    private AptRepository(string folder)
    {
        _folder = folder;
        _environment = new Dictionary<string, string?> { ["APT_CONFIG"] = Path.Combine(folder, "apt.conf"), ["LC_ALL"] = "C" };
    }

    /// <summary>Reads the package lists of a release from the mirror that the machine itself uses.</summary>
    public static async Task<AptRepository> OpenAsync(string folder, string release, bool withSources, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "lists/partial", "cache/archives/partial" }) Directory.CreateDirectory(Path.Combine(folder, name));
        await File.WriteAllTextAsync(Path.Combine(folder, "status"), "", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "sources.list"), await SourcesAsync(release, withSources, cancellationToken), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "apt.conf"), Configuration(folder), cancellationToken);
        var repository = new AptRepository(folder);
        await repository.RunAsync(["-q", "update"], folder, cancellationToken);
        return repository;
    }

    /// <summary>The names of all packages that begin so.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string prefix, CancellationToken cancellationToken)
    {
        var names = await CommandRunner.RunAsync("apt-cache", ["pkgnames", prefix], new CommandOptions { Environment = _environment }, cancellationToken);
        return names.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Downloads binary packages (not their dependencies) and unpacks them below a folder.</summary>
    /// <returns>The archives' file names, which hold the versions.</returns>
    public async Task<IReadOnlyList<string>> UnpackAsync(string root, IEnumerable<string> packages, CancellationToken cancellationToken)
    {
        var archives = Directory.CreateDirectory(Path.Combine(_folder, "debs")).FullName;
        await RunAsync(["-q", "download", .. packages], archives, cancellationToken);
        Directory.CreateDirectory(root);
        var files = Directory.GetFiles(archives, "*.deb");
        foreach (var archive in files)
        {
            await CommandRunner.RunAsync("dpkg-deb", ["--extract", archive, root], cancellationToken: cancellationToken);
            File.Delete(archive);
        }

        return [.. files.Select(file => Path.GetFileName(file))];
    }

    /// <summary>Downloads and unpacks a source package.</summary>
    /// <returns>The folder of its source tree.</returns>
    public async Task<string> SourceAsync(string package, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await RunAsync(["-q", "source", package], folder, cancellationToken);
        return Directory.EnumerateDirectories(folder, $"{package}-*").Single();
    }

    private Task<CommandResult> RunAsync(IEnumerable<string> arguments, string workingDirectory, CancellationToken cancellationToken) =>
        CommandRunner.RunAsync(
            "apt-get", arguments, new CommandOptions { Environment = _environment, WorkingDirectory = workingDirectory }, cancellationToken);

    private static async Task<string> SourcesAsync(string release, bool withSources, CancellationToken cancellationToken)
    {
        // What an update would fetch names the mirrors even on a machine that never made one; the index targets do not.
        var uris = await CommandRunner.RunAsync("apt-get", ["update", "--print-uris"], cancellationToken: cancellationToken);
        var mirror = MirrorIn(uris.Output)
            ?? throw new ToolsUnavailableException(
                "apt knows no mirror of Debian (a URI that ends in /debian); add one to /etc/apt/sources.list, then run 'make cluster-tools' again");
        string[] types = withSources ? ["deb", "deb-src"] : ["deb"];
        return string.Concat(types.Select(type => $"{type} [signed-by={Keyring}] {mirror} {release} main\n"));
    }

    /// <param name="uris">Lines as <c>'MIRROR/dists/RELEASE/InRelease' FILE SIZE</c>.</param>
    /// <returns>The first mirror whose path ends in <c>/debian</c>; null when there is none.</returns>
    internal static string? MirrorIn(string uris) => uris
        .Split('\n')
        .Where(line => line.StartsWith('\'') && line.Contains(Dists, StringComparison.Ordinal))
        .Select(line => line[1..line.IndexOf(Dists, StringComparison.Ordinal)])
        .FirstOrDefault(mirror => mirror.EndsWith("/debian", StringComparison.Ordinal));

    private static string Configuration(string folder) => $"""
        Dir::State "{folder}";
        Dir::State::lists "{folder}/lists";
        Dir::State::status "{folder}/status";
        Dir::Cache "{folder}/cache";
        Dir::Etc::sourcelist "{folder}/sources.list";
        Dir::Etc::sourceparts "-";
        Dir::Etc::preferences "-";
        Dir::Etc::preferencesparts "-";
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        Acquire::Retries "3";
        Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";

        """;
}
