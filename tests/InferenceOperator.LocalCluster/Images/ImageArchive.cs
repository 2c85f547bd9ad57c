using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>Writes images as docker-archive tars, which <c>ctr images import</c> and <c>docker load</c> take; no daemon is needed.</summary>
public static class ImageArchive
{
    /// <summary>Writes the archive; the file appears whole or not at all.</summary>
    /// <param name="image">Name and start-up.</param>
    /// <param name="layers">From the lowest to the highest.</param>
    /// <param name="path">The tar to write.</param>
    /// <param name="cancellationToken">Leaves no file.</param>
    /// <returns>The image's id, <c>sha256:…</c> of its configuration.</returns>
    public static async Task<string> WriteAsync(
        ImageSpec image, IReadOnlyList<ImageLayer> layers, string path, CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateDirectory($"{path}.{Guid.NewGuid():N}").FullName;
        try
        {
            var digests = new List<string>();
            foreach (var layer in layers) digests.Add(await WriteLayerAsync(layer, folder, cancellationToken));
            var configuration = JsonSerializer.SerializeToUtf8Bytes(Configuration(image, digests));
            var id = Hex(SHA256.HashData(configuration));
            var unfinished = Path.Combine(folder, "image.tar");
            await using (var writer = new TarWriter(File.Create(unfinished), TarEntryFormat.Gnu))
            {
                await AddAsync(writer, "manifest.json", new MemoryStream(Manifest(image, id, digests)), cancellationToken);
                await AddAsync(writer, $"{id}.json", new MemoryStream(configuration), cancellationToken);
                foreach (var digest in digests.Distinct())
                    await AddAsync(writer, $"{digest}.tar", File.OpenRead(Path.Combine(folder, digest)), cancellationToken);
            }

            File.Move(unfinished, path, overwrite: true);
            return $"sha256:{id}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> WriteLayerAsync(ImageLayer layer, string folder, CancellationToken cancellationToken)
    {
        var unnamed = Path.Combine(folder, "layer");
        await using var file = new FileStream(unnamed, FileMode.Create, FileAccess.ReadWrite);
        await layer.WriteAsync(file, cancellationToken);
        file.Position = 0;
        var digest = Hex(await SHA256.HashDataAsync(file, cancellationToken));
        File.Move(unnamed, Path.Combine(folder, digest), overwrite: true);
        return digest;
    }

    private static async Task AddAsync(TarWriter writer, string name, Stream content, CancellationToken cancellationToken)
    {
        await using (content)
        {
            await writer.WriteEntryAsync(
                new GnuTarEntry(TarEntryType.RegularFile, name)
                {
                    Mode = ImageLayer.Readable, ModificationTime = DateTimeOffset.UnixEpoch, DataStream = content,
                },
                cancellationToken);
        }
    }

    private static byte[] Manifest(ImageSpec image, string id, IEnumerable<string> digests) => JsonSerializer.SerializeToUtf8Bytes(
        new[] { new { Config = $"{id}.json", RepoTags = new[] { image.Name }, Layers = digests.Select(digest => $"{digest}.tar") } });

    private static object Configuration(ImageSpec image, IReadOnlyCollection<string> digests) => new
    {
        architecture = "amd64",
        os = "linux",
        created = DateTimeOffset.UnixEpoch,
        config = new
        {
            image.User,
            Env = image.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"),
            image.Entrypoint,
            Cmd = image.Command,
            WorkingDir = image.WorkingDirectory,
        },
        rootfs = new { type = "layers", diff_ids = digests.Select(digest => $"sha256:{digest}") },
        history = digests.Select(_ => new { created = DateTimeOffset.UnixEpoch, created_by = "inference-operator local cluster" }),
    };

    private static string Hex(byte[] digest) => Convert.ToHexStringLower(digest);
}
