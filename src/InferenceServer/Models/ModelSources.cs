using System.Globalization;

namespace InferenceServer.Models;

/// <summary>Finds model files: a single file, a directory <c>version/model.onnx</c>, or a repository of such directories.</summary>
internal static class ModelSources
{
    private const string ConventionalFile = "model.onnx";

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
        if (OnnxFile(full) is { } direct)
            return new ModelSource(name, "1", direct);
        var versions = Directory.EnumerateDirectories(full)
            .Select(directory => (directory, version: Path.GetFileName(directory), file: OnnxFile(directory)))
            .Where(candidate => candidate.file is not null && IsVersion(candidate.version))
            .OrderByDescending(candidate => long.Parse(candidate.version, CultureInfo.InvariantCulture));
        var (_, latest, file) = versions.FirstOrDefault();
        return file is null
            ? throw new ModelLoadException($"no .onnx file in {full} and no <version>/model.onnx under it")
            : new ModelSource(name, latest, file);
    }

    /// <summary>All models of a repository <c>name/version/model.onnx</c>, by name.</summary>
    /// <exception cref="ModelLoadException">No such directory, or no model in it.</exception>
    public static IReadOnlyList<ModelSource> Scan(string repository)
    {
        var full = Path.GetFullPath(repository);
        if (!Directory.Exists(full))
            throw new ModelLoadException($"no model repository at {full}");
        var models = Directory.EnumerateDirectories(full)
            .Where(directory => !Path.GetFileName(directory).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select(directory => Locate(Path.GetFileName(directory), directory)).ToList();
        return models.Count > 0 ? models : throw new ModelLoadException($"the model repository {full} holds no <name>/<version>/model.onnx");
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
