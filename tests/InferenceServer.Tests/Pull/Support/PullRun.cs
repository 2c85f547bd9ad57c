using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using InferenceServer.Pull;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Pull.Support;

/// <summary>A folder to pull into, the model's Secret as it is mounted, and what the pull said.</summary>
internal sealed class PullRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _lines = new();

    public string this[string name] => _folder[Path.Combine("out", name)];

    public string Lines => string.Join('\n', _lines);

    /// <summary>Everything that lies in the folder that is pulled into, hidden things too.</summary>
    public IReadOnlyList<string> Left => Directory.Exists(_folder["out"])
        ? [.. Directory.EnumerateFileSystemEntries(_folder["out"]).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)]
        : [];

    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    public void Secret(string key, string value) => _folder.Write($"secret/{key}", Encoding.UTF8.GetBytes(value));

    public string Trust(FileSite site) => _folder.Write("ca.pem", Encoding.ASCII.GetBytes(site.Certificate));

    /// <summary>The files of a directory that was pulled, by path.</summary>
    public Dictionary<string, byte[]> Files(string name) =>
        Directory.EnumerateFiles(this[name], "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(this[name], file), File.ReadAllBytes);

    /// <summary>Asserts what a directory that was pulled holds; by checksums, since element by element takes long.</summary>
    public void ShouldHold(string name, Dictionary<string, byte[]> expected) =>
        Files(name).ToDictionary(file => file.Key, file => Checksum(file.Value)).Should().BeEquivalentTo(expected.ToDictionary(file => file.Key, file => Checksum(file.Value)));

    public async Task<string> PullAsync(string uri, Func<PullOptions, PullOptions>? change = null, CancellationToken cancellationToken = default)
    {
        var options = new PullOptions(uri, _folder["out"])
        {
            SecretDirectory = _folder["secret"],
            // What this machine's environment holds is no part of a test.
            Environment = _ => null,
            RetryPause = TimeSpan.FromMilliseconds(1),
        };
        options = change?.Invoke(options) ?? options;
        using var client = InferenceServer.Pull.Network.WebClient.Create(options, Resolve);
        return await new Puller(options, client, TimeProvider.System, _lines.Enqueue).PullAsync(cancellationToken);
    }

    public async Task<PullException> FailAsync(string uri, Func<PullOptions, PullOptions>? change = null) =>
        (await this.Invoking(run => run.PullAsync(uri, change)).Should().ThrowAsync<PullException>()).Which;

    public void Dispose() => _folder.Dispose();

    private static string Checksum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
