using System.Runtime.InteropServices;

namespace InferenceServer.Tests.Support;

/// <summary>A secret as the kubelet mounts it: files are links through <c>..data</c>, a link that is renamed over when the secret changes.</summary>
internal sealed class MountedSecret(string folder)
{
    private int _version;

    public string this[string name] => Path.Combine(folder, name);

    public void Write(params (string Name, string Content)[] files)
    {
        var version = Path.Combine(folder, $"..version{++_version}");
        Directory.CreateDirectory(version);
        foreach (var (name, content) in files)
            File.WriteAllText(Path.Combine(version, name), content);
        var next = Path.Combine(folder, "..data_tmp");
        File.CreateSymbolicLink(next, Path.GetFileName(version));
        // File.Move takes no link to a directory for a file.
        Rename(next, Path.Combine(folder, "..data")).Should().Be(0);
        foreach (var (name, _) in files.Where(file => !Path.Exists(this[file.Name])))
            File.CreateSymbolicLink(this[name], Path.Combine("..data", name));
        // As the kubelet does: what the link pointed to is gone.
        if (_version > 1)
            Directory.Delete(Path.Combine(folder, $"..version{_version - 1}"), recursive: true);
    }

    [DllImport("libc", EntryPoint = "rename", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(string from, string to);
}
