using System.Globalization;

namespace InferenceServer.Models;

/// <summary>Finds model files: a single file, a directory <c>version/model.onnx</c>, or a repository of such directories.</summary>
internal static class ModelSources
{
    private const string ConventionalFile = "model.onnx";

    // Every ext4 volume has it, and only root may read it.
    private const string LostAndFound = "lost+found";

    /// <summary>The source of one model; of several version directories the one with the highest number.</summary>
    /// <exception cref="ModelLoadException">Nothing at the path, or no or several .onnx files in it.</exception>
    public static ModelSource Locate(string name, string path)
    {
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
            throw new ModelLoadException($"model name '{name}' must be non-empty and without '/'");
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
            return new ModelSource(name, "1", full);
        if (!Directory.Exists(full))
            throw new ModelLoadException($"no file or directory at {full}; give the path of an .onnx file, or of a directory with <version>/model.onnx");
        return Readable(full, () => Find(name, full))
            ?? throw new ModelLoadException($"no .onnx file in {full} and no <version>/model.onnx under it");
    }

    /// <summary>All models of a repository <c>name/version/model.onnx</c>, by name.</summary>
    /// <param name="repository">The repository's directory.</param>
    /// <param name="skipped">Told of each directory in it that holds no model.</param>
    /// <param name="mayBeEmpty">Whether models may come later.</param>
    /// <exception cref="ModelLoadException">No such directory, no model in it, or a part of it cannot be read.</exception>
    public static IReadOnlyList<ModelSource> Scan(string repository, Action<string> skipped, bool mayBeEmpty = false)
    {
        var full = Path.GetFullPath(repository);
        if (!Directory.Exists(full))
            throw new ModelLoadException($"no model repository at {full}");
        var models = new List<ModelSource>();
        foreach (var directory in Directories(full))
        {
            var versions = Readable(directory, () => FindAll(Path.GetFileName(directory), directory));
            models.AddRange(versions);
            if (versions.Count == 0)
                skipped(directory);
        }

        return models.Count > 0 || mayBeEmpty ? models : throw new ModelLoadException($"the model repository {full} holds no <name>/<version>/model.onnx");
    }

    /// <summary>The versions of one model of a repository that its config.yaml asks for, the highest first.</summary>
    /// <exception cref="ModelLoadException">There is none of them, or a part of it cannot be read.</exception>
    public static IReadOnlyList<ModelSource> Versions(string name, string directory)
    {
        if (!Directory.Exists(directory))
            throw new ModelLoadException($"no directory {directory}");
        return Readable(directory, () => FindAll(name, directory)) is { Count: > 0 } found
            ? found
            : throw new ModelLoadException($"no .onnx file in {directory} and no <version>/model.onnx under it");
    }

    /// <summary>The directories of a repository that may be models.</summary>
    /// <exception cref="ModelLoadException">The repository cannot be read.</exception>
    public static IEnumerable<string> Directories(string repository) => Readable(repository, () => Directory.GetDirectories(repository))
        .Where(directory => !Path.GetFileName(directory).StartsWith('.') && Path.GetFileName(directory) != LostAndFound)
        .Order(StringComparer.Ordinal);

    private static ModelSource? Find(string name, string directory) => All(name, directory).FirstOrDefault();

    private static List<ModelSource> FindAll(string name, string directory)
    {
        var wanted = ModelConfigFile.Read(directory)?.Versions;
        var all = All(name, directory);
        if (wanted is null)
            return [.. all.Take(1)];
        if (wanted.Count == 0)
            return [.. all];
        var found = all.Where(source => wanted.Contains(source.Version)).ToList();
        var missing = wanted.Except(found.Select(source => source.Version)).ToList();
        return missing.Count == 0 ? found : throw new ModelLoadException($"{directory} has no version {string.Join(", ", missing)}, which its {ModelConfigFile.Name} asks for");
    }

    private static IEnumerable<ModelSource> All(string name, string directory)
    {
        var config = ModelConfigFile.Read(directory);
        if (File.Exists(Path.Combine(directory, ConventionalFile)))
            return [new ModelSource(name, "1", Path.Combine(directory, ConventionalFile), config)];
        // Only versions are looked into: what else lies beside them is not the server's business.
        var versions = Directory.GetDirectories(directory)
            .Where(version => IsVersion(Path.GetFileName(version)))
            .OrderByDescending(version => long.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
            .Select(version => (Version: Path.GetFileName(version), File: OnnxFile(version)))
            .Where(version => version.File is not null)
            .Select(version => new ModelSource(name, version.Version, version.File!, config));
        if (versions.Any())
            return versions;
        return OnnxFile(directory) is { } only ? [new ModelSource(name, "1", only, config)] : [];
    }

    private static T Readable<T>(string directory, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new ModelLoadException($"{directory} cannot be read by user {Environment.UserName}: {exception.Message}", exception);
        }
    }

    private static bool IsVersion(string name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string? OnnxFile(string directory)
    {
        var conventional = Path.Combine(directory, ConventionalFile);
        if (File.Exists(conventional))
            return conventional;
        var files = Directory.EnumerateFiles(directory, "*.onnx").Take(2).ToList();
        return files.Count switch
        {
            0 => null,
            1 => files[0],
            _ => throw new ModelLoadException($"{directory} holds several .onnx files and none named {ConventionalFile}; name the file itself"),
        };
    }
}
