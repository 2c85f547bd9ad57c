using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>A digest of everything that a project is built from: its files, those of the projects it refers to, and shared settings.</summary>
public static class SourceDigest
{
    private static readonly string[] Shared = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"];

    /// <param name="project">The path of a project file.</param>
    /// <param name="repository">The folder that holds the shared settings.</param>
    /// <param name="more">Anything else that decides the result.</param>
    public static string Of(string project, string repository, params IEnumerable<string> more)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files(project, repository))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(repository, file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        foreach (var text in more) hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static IEnumerable<string> Files(string project, string repository) =>
        Projects(project).SelectMany(SourcesOf)
            .Concat(Shared.Select(name => Path.Combine(repository, name)).Where(File.Exists))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static HashSet<string> Projects(string project)
    {
        HashSet<string> found = [];
        var open = new Stack<string>([Path.GetFullPath(project)]);
        while (open.TryPop(out var next))
        {
            if (!found.Add(next)) continue;
            foreach (var reference in XDocument.Load(next).Descendants("ProjectReference"))
                open.Push(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(next)!, reference.Attribute("Include")!.Value.Replace('\\', '/'))));
        }

        return found;
    }

    private static IEnumerable<string> SourcesOf(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).Split('/')[0] is not ("bin" or "obj"));
    }
}
