using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Oci;

/// <summary>The files of an image while its layers come one over the other. On the disk there are only files and directories until the end.</summary>
/// <param name="root">The folder.</param>
internal sealed class ImageTree(string root)
{
    private readonly Dictionary<string, string> _links = [];

    // By name, so that those below a directory are found without looking at all.
    private readonly SortedSet<string> _linkNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofThisLayer = [];

    /// <summary>What comes from now on is of another layer.</summary>
    public void BeginLayer()
    {
        Directory.CreateDirectory(root);
        _ofThisLayer.Clear();
    }

    /// <summary>Makes a directory, over a file or link of that name.</summary>
    public void MakeDirectory(string path)
    {
        var at = "";
        foreach (var segment in path.Split('/'))
        {
            at = at.Length == 0 ? segment : $"{at}/{segment}";
            Unlink(at);
            if (File.Exists(Full(at)))
                File.Delete(Full(at));
            _ofThisLayer.Add(at);
        }

        Directory.CreateDirectory(Full(path));
    }

    /// <summary>Writes a file, over whatever has its name.</summary>
    public async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        Prepare(path);
        await using var file = new FileStream(Full(path), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        await content.CopyToAsync(file, 1 << 20, cancellationToken);
    }

    /// <summary>Remembers a link.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="target">Where it leads, from the image's root.</param>
    /// <exception cref="PullException">It leads out of the image.</exception>
    public void Link(string path, string target)
    {
        var steps = new Stack<string>();
        foreach (var segment in target.Split('/').Where(segment => segment is not ("" or ".")))
        {
            if (segment != "..")
                steps.Push(segment);
            else if (!steps.TryPop(out _))
                throw new PullException(ExitCodes.Failed, $"the link {path} leads out of the image");
        }

        var inside = string.Join('/', steps.Reverse());
        if (inside.Length > 0)
            Paths.RequireRelative(inside, $"the target of the link {path}");
        Prepare(path);
        _links[path] = inside;
        _linkNames.Add(path);
    }

    /// <summary>Removes what earlier layers put somewhere.</summary>
    public void RemoveLower(string path)
    {
        Paths.RequireRelative(path, "a whiteout of the archive");
        if (!_ofThisLayer.Contains(path))
            Remove(path);
        else if (Directory.Exists(Full(path)))
            Clear(path);
    }

    /// <summary>Removes what earlier layers put into a directory.</summary>
    public void Clear(string directory)
    {
        foreach (var link in LinksBelow(directory).Where(link => !_ofThisLayer.Contains(link)))
            Unlink(link);
        if (!Directory.Exists(Full(directory)))
            return;
        foreach (var entry in Directory.GetFileSystemEntries(Full(directory)))
            RemoveLower(directory.Length == 0 ? Path.GetFileName(entry) : $"{directory}/{Path.GetFileName(entry)}");
    }

    /// <summary>Makes the links, each relative and to something that is there.</summary>
    /// <param name="selected">What else they may not leave; null for the image.</param>
    /// <returns>How many lead to nothing and were left out.</returns>
    /// <exception cref="PullException">A link leads out of what was selected.</exception>
    public int MakeLinks(string? selected)
    {
        foreach (var (path, target) in _links)
        {
            if (selected is not null && !Paths.IsWithin(target, selected))
                throw new PullException(ExitCodes.NotFound, $"{path} is a link to {target}, outside of path={selected}; write a path that holds both");
            Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
            File.CreateSymbolicLink(Full(path), Path.GetRelativePath(Path.GetDirectoryName(Full(path))!, Full(target)));
        }

        // Again while some go: others may have led through them.
        var left = _links.Keys.ToList();
        int before;
        do
        {
            before = left.Count;
            left = [.. left.Where(LeadsSomewhere)];
        }
        while (left.Count < before);
        return _links.Count - left.Count;
    }

    private bool LeadsSomewhere(string path)
    {
        try
        {
            var real = Paths.Resolve(Full(path));
            // A link to a directory that it lies in would be walked for ever.
            if ((File.Exists(real) || Directory.Exists(real)) && Paths.IsInside(real, Paths.Resolve(root)) && !Paths.IsInside(Full(path), real))
                return true;
        }
        catch (IOException)
        {
            // A circle of links.
        }

        File.Delete(Full(path));
        return false;
    }

    private void Prepare(string path)
    {
        Remove(path);
        if (path.LastIndexOf('/') is var slash and > 0)
            MakeDirectory(path[..slash]);
        _ofThisLayer.Add(path);
    }

    private void Remove(string path)
    {
        Unlink(path);
        foreach (var link in LinksBelow(path))
            Unlink(link);
        if (Directory.Exists(Full(path)))
            Directory.Delete(Full(path), recursive: true);
        else if (Directory.Exists(Path.GetDirectoryName(Full(path))))
            File.Delete(Full(path));
    }

    private List<string> LinksBelow(string directory) =>
        directory.Length == 0 ? [.. _linkNames] : [.. _linkNames.GetViewBetween($"{directory}/", $"{directory}0")]; // 0 follows the slash

    private void Unlink(string path)
    {
        if (_links.Remove(path))
            _linkNames.Remove(path);
    }

    private string Full(string path) => path.Length == 0 ? root : Path.Join(root, path);
}
