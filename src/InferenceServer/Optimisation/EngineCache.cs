using InferenceServer.Models;
using InferenceServer.Optimisation.Variants;

namespace InferenceServer.Optimisation;

/// <summary>
/// Where TensorRT keeps the engines it builds: a folder for each content of a model and each kind of GPU. ONNX Runtime names an engine by the
/// model's file name and graph, not by its weights: in one folder for all, a model that was replaced under its name would run with the engine,
/// and the weights, of the one before.
/// </summary>
internal static class EngineCache
{
    private const int DigestCharacters = 16;

    /// <summary>The folder of a model, made if needed.</summary>
    /// <param name="directory">The cache's directory.</param>
    /// <param name="model">The file that is served.</param>
    /// <param name="hardware">The GPUs' names.</param>
    /// <exception cref="ModelLoadException">It cannot be written.</exception>
    public static string Folder(string directory, string model, string hardware)
    {
        var gpu = string.Concat(hardware.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
        var folder = Path.Combine(Path.GetFullPath(directory), $"{VariantChoice.Sha256(model)[..DigestCharacters]}-{gpu}");
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"--engine-cache '{directory}': {exception.Message}; name a directory that user {Environment.UserName} may write, or leave it out", exception);
        }
    }
}
