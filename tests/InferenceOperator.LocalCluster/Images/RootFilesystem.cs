namespace InferenceOperator.LocalClusters.Images;

/// <summary>The lower layers of our images: what every container needs, and the .NET runtime of this machine's SDK.</summary>
public static class RootFilesystem
{
    /// <summary>The user that containers run as.</summary>
    public const int NonRootUser = 65532;

    private const string Dotnet = "usr/share/dotnet";

    // Tracing by LTTng, a library that hosts seldom have; the runtime does without.
    private const string TraceProvider = "libcoreclrtraceptprovider.so";

    /// <summary>Users, a temporary folder, and names that resolve.</summary>
    public static ImageLayer Base() => new ImageLayer()
        .AddText("etc/passwd", $"root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:{NonRootUser}:{NonRootUser}:nonroot:/tmp:/sbin/nologin\n")
        .AddText("etc/group", $"root:x:0:\nnonroot:x:{NonRootUser}:\n")
        .AddText("etc/nsswitch.conf", "hosts: files dns\n")
        .AddFolder("tmp", ImageLayer.SharedTemporary)
        .AddFolder("proc").AddFolder("sys").AddFolder("dev").AddFolder("root");

    /// <summary>
    /// <see cref="Base"/> with the .NET and ASP.NET Core runtimes that this process runs on, the system's libraries they
    /// and <paramref name="nativeLibraries"/> need, and the system's certificate authorities.
    /// </summary>
    public static async Task<ImageLayer> DotnetAsync(IEnumerable<string> nativeLibraries, CancellationToken cancellationToken)
    {
        var root = DotnetFolder();
        var version = Environment.Version.ToString();
        var layer = Base().AddFile($"{Dotnet}/dotnet", Path.Combine(root, "dotnet"));
        foreach (var part in (string[])[$"host/fxr/{version}", $"shared/Microsoft.NETCore.App/{version}", $"shared/Microsoft.AspNetCore.App/{version}"])
            layer.AddTree($"{Dotnet}/{part}", Folder(root, part), file => Path.GetFileName(file) != TraceProvider);
        layer.AddLink("usr/bin/dotnet", $"/{Dotnet}/dotnet");

        var native = layer.Entries.Select(entry => entry.Source).OfType<string>().Where(IsNative).Concat(nativeLibraries);
        foreach (var library in await SharedLibraries.OfAsync(native, cancellationToken)) layer.AddFile(library, library);
        const string Authorities = "/etc/ssl/certs/ca-certificates.crt";
        if (File.Exists(Authorities)) layer.AddFile(Authorities, Authorities).AddLink("usr/lib/ssl/cert.pem", Authorities);
        return layer;
    }

    private static bool IsNative(string file) =>
        file.EndsWith(".so", StringComparison.Ordinal) || Path.GetFileName(file) == "dotnet";

    // …/shared/Microsoft.NETCore.App/10.0.0/System.Private.CoreLib.dll
    private static string DotnetFolder() =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static string Folder(string root, string part)
    {
        var folder = Path.Combine(root, part);
        return Directory.Exists(folder) ? folder
            : throw new InvalidOperationException($"{folder} is missing: install the .NET SDK with the ASP.NET Core runtime {Environment.Version}");
    }
}
