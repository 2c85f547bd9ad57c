using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>The images of a real node, built from this repository and this machine, and kept in the cache.</summary>
public sealed class ImageCatalog(ToolPaths tools, IProgress<string>? progress = null)
{
    public const string Pause = "local/pause:1";
    public const string Busybox = "local/busybox:1";
    public const string Operator = "inference-operator:demo";
    public const string Server = "inference-server:demo";
    public const string Trainer = "trainer:demo";

    /// <summary>Every image that <see cref="EnsureAsync"/> can build; a node always gets <see cref="Pause"/>.</summary>
    public static IReadOnlyList<string> All { get; } = [Pause, Busybox, Operator, Server, Trainer];

    /// <summary>Builds those that the cache does not hold, one after the other.</summary>
    /// <returns>The archives' paths, in the order asked for.</returns>
    /// <exception cref="ArgumentException">There is no such image.</exception>
    public async Task<IReadOnlyList<string>> EnsureAsync(IEnumerable<string> images, CancellationToken cancellationToken = default)
    {
        List<string> archives = [];
        foreach (var image in images)
        {
            archives.Add(image switch
            {
                Pause => await PauseAsync(cancellationToken),
                Busybox => await BusyboxAsync(cancellationToken),
                Operator => await AppAsync(image, "src/InferenceOperator", cancellationToken),
                Server => await AppAsync(image, "src/InferenceServer", cancellationToken),
                Trainer => await AppAsync(image, "tests/InferenceOperator.Trainer", cancellationToken),
                _ => throw new ArgumentException($"no image '{image}'; there are: {string.Join(", ", All)}", nameof(images)),
            });
        }

        return archives;
    }

    private Task<string> PauseAsync(CancellationToken cancellationToken)
    {
        var binary = ToolPaths.Require(tools.Pause, "pause");
        return CachedAsync(Pause, FileDigest.Of(binary), path => ImageArchive.WriteAsync(
            new ImageSpec(Pause) { Entrypoint = ["/pause"] }, [new ImageLayer().AddFile("pause", binary)], path, cancellationToken));
    }

    private Task<string> BusyboxAsync(CancellationToken cancellationToken)
    {
        var binary = ToolPaths.Require(tools.Busybox, "busybox");
        return CachedAsync(Busybox, FileDigest.Of(binary), async path => await ImageArchive.WriteAsync(
            new ImageSpec(Busybox) { Command = ["/bin/sh"], Environment = new Dictionary<string, string> { ["PATH"] = "/bin" } },
            [await BusyboxLayer.CreateAsync(binary, cancellationToken)], path, cancellationToken));
    }

    private Task<string> AppAsync(string image, string project, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Repository.Root, project, Path.GetFileName(project) + ".csproj");
        var digest = SourceDigest.Of(file, Repository.Root, Environment.Version.ToString());
        return CachedAsync(image, digest, async path =>
        {
            var app = await PublishedApp.PublishAsync(file, Path.Combine(Repository.Root, "artifacts", "publish", Path.GetFileName(project)), cancellationToken);
            var native = Directory.EnumerateFiles(app, "*.so*");
            await ImageArchive.WriteAsync(
                DotnetImage(image, Path.GetFileName(project) + ".dll"),
                [await RootFilesystem.DotnetAsync(native, cancellationToken), new ImageLayer().AddTree("app", app)], path, cancellationToken);
        });
    }

    private static ImageSpec DotnetImage(string image, string assembly) => new(image)
    {
        Entrypoint = ["/usr/bin/dotnet", $"/app/{assembly}"],
        User = $"{RootFilesystem.NonRootUser}:{RootFilesystem.NonRootUser}",
        WorkingDirectory = "/app",
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["DOTNET_ROOT"] = "/usr/share/dotnet",
            ["DOTNET_RUNNING_IN_CONTAINER"] = "true",
            ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
            // The diagnostics socket would go to /tmp, which a read-only root filesystem has not.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["SSL_CERT_FILE"] = "/etc/ssl/certs/ca-certificates.crt",
        },
    };

    private async Task<string> CachedAsync(string image, string digest, Func<string, Task> buildAsync)
    {
        var name = image.Replace('/', '_').Replace(':', '_');
        var folder = CachePaths.Folder("images");
        var path = Path.Combine(folder, $"{name}-{digest}.tar");
        if (File.Exists(path)) return path;
        progress?.Report($"building image {image}");
        await buildAsync(path);
        // The few before it may still be in use by another checkout.
        foreach (var old in Directory.EnumerateFiles(folder, $"{name}-*.tar").OrderByDescending(File.GetLastWriteTimeUtc).Skip(3)) File.Delete(old);
        progress?.Report($"built image {image}, {new FileInfo(path).Length >> 20} MiB");
        return path;
    }
}
