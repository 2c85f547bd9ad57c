using System.Globalization;
using System.Text.Json;

namespace InferenceOperator.Trainer;

/// <summary>
/// One rank's checkpoints in a shared folder: <c>rank-R/step-N.json</c>. A file appears whole or not at all, so a
/// worker killed while it saves loses only that one.
/// </summary>
public sealed class CheckpointStore(string folder, int rank, int keep = 3)
{
    private string OwnFolder => Path.Combine(folder, Name(rank));

    /// <returns>The path of the saved file.</returns>
    public string Save(Checkpoint checkpoint)
    {
        Directory.CreateDirectory(OwnFolder);
        var path = Path.Combine(OwnFolder, string.Create(CultureInfo.InvariantCulture, $"step-{checkpoint.Step:D9}.json"));
        var unfinished = path + ".tmp";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, checkpoint);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        foreach (var old in Newest(OwnFolder).Skip(keep)) File.Delete(old);
        return path;
    }

    /// <summary>
    /// This rank's newest readable checkpoint; a rank that has none (the job grew) starts from rank 0's. Null when
    /// there is nothing to resume.
    /// </summary>
    public Checkpoint? Load() =>
        Newest(OwnFolder).Concat(Newest(Path.Combine(folder, Name(0)))).Select(Read).OfType<Checkpoint>().FirstOrDefault();

    private static IEnumerable<string> Newest(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "step-*.json").OrderDescending(StringComparer.Ordinal)]
        : [];

    private static Checkpoint? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            // Damaged storage: the one before it is still good.
            return null;
        }
    }

    private static string Name(int rank) => string.Create(CultureInfo.InvariantCulture, $"rank-{rank}");
}
