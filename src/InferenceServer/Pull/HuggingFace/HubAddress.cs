using System.Net;
using System.Text.RegularExpressions;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.HuggingFace;

/// <summary>A model of a hub that speaks Hugging Face's API: <c>hf://owner/repository[@revision][/path]</c>.</summary>
/// <param name="Repository">Owner and name.</param>
/// <param name="Revision">Branch, tag or commit.</param>
/// <param name="Path">A file or directory of it; empty for the whole snapshot.</param>
internal sealed partial record HubAddress(string Repository, string Revision, string Path) : IRemoteAddress
{
    private const string Hint = "put HF_TOKEN into the model's Secret; a gated model's terms are accepted on its page first";

    /// <inheritdoc />
    public string Name => (Path.Length > 0 ? Path : Repository).Split('/')[^1];

    /// <inheritdoc />
    public string Shown => $"hf://{Repository}@{Revision}{(Path.Length > 0 ? $"/{Path}" : "")}";

    /// <summary>Understands an address.</summary>
    /// <exception cref="PullException">It is none.</exception>
    public static HubAddress Parse(string uri)
    {
        var match = Form().Match(uri);
        if (!match.Success)
            throw new PullException(ExitCodes.Usage, "write hf://owner/repository, hf://owner/repository/path/model.onnx or hf://owner/repository@revision/path");
        var path = Uri.UnescapeDataString(match.Groups["path"].Value).Trim('/');
        if (path.Length > 0)
            Paths.RequireRelative(path, "the path in the repository");
        var revision = match.Groups["revision"] is { Success: true } given ? Uri.UnescapeDataString(given.Value) : "main";
        return new HubAddress(match.Groups["repository"].Value, revision, path);
    }

    /// <inheritdoc />
    public async Task<RemoteModel> FindAsync(PullContext context, CancellationToken cancellationToken)
    {
        var hub = new Hub(context, Repository, Shown, Hint);
        // One commit for all files: a branch may move meanwhile.
        var commit = await hub.CommitAsync(Revision, cancellationToken);
        var found = await EntriesAsync(hub, commit, cancellationToken);
        var isFile = found.Count == 1 && found[0].Path == Path;
        var prefix = isFile ? Path.Length - Name.Length : Path.Length > 0 ? Path.Length + 1 : 0;
        var entries = found.Select(entry => Entry(hub, commit, entry, entry.Path[prefix..])).Where(entry => !Paths.IsHidden(entry.Relative)).ToList();
        return entries.Count > 0 ? new RemoteModel(entries, !isFile) : throw new PullException(ExitCodes.NotFound, $"{Shown} holds no files");
    }

    private async Task<IReadOnlyList<TreeEntry>> EntriesAsync(Hub hub, string commit, CancellationToken cancellationToken)
    {
        if (Path.Length > 0)
        {
            var parent = Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";
            var self = (await hub.TreeAsync(commit, parent, recursive: false, cancellationToken)).FirstOrDefault(entry => entry.Path == Path)
                ?? throw new PullException(ExitCodes.NotFound, $"there is no {Path} in hf://{Repository}@{Revision}");
            if (self.IsFile)
                return [self];
        }

        return [.. (await hub.TreeAsync(commit, Path, recursive: true, cancellationToken)).Where(entry => entry.IsFile)];
    }

    private static RemoteEntry Entry(Hub hub, string commit, TreeEntry entry, string relative)
    {
        Paths.RequireRelative(relative, "a file of the repository");
        return new RemoteEntry(relative, hub.File(commit, entry)) { Size = entry.Size, Version = entry.Version, Sha256 = entry.Sha256 };
    }

    [GeneratedRegex(@"^hf://(?<repository>[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*)(@(?<revision>[^/?#\s]+))?(/(?<path>[^?#]*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
