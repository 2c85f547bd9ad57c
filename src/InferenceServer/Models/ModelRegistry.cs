using System.Diagnostics.CodeAnalysis;

namespace InferenceServer.Models;

/// <summary>The models of this process: which are configured, and which of them are loaded.</summary>
internal sealed class ModelRegistry(IReadOnlyList<ModelSource> sources) : IDisposable
{
    private volatile Dictionary<string, ServedModel> _loaded = new(StringComparer.Ordinal);

    /// <summary>All configured models, loaded or not.</summary>
    public IReadOnlyList<ModelSource> Sources { get; } = sources;

    /// <summary>Whether every configured model is loaded.</summary>
    public bool AllLoaded => Sources.All(source => _loaded.ContainsKey(source.Name));

    /// <summary>Makes a loaded model answer requests.</summary>
    public void Add(ServedModel model) => _loaded = new Dictionary<string, ServedModel>(_loaded, StringComparer.Ordinal) { [model.Source.Name] = model };

    /// <summary>Whether a model of this name, and version where one is given, is configured.</summary>
    public bool IsKnown(string name, string? version) =>
        Sources.Any(source => source.Name == name && (version is null || source.Version == version));

    /// <summary>A loaded model by name, and version where one is given.</summary>
    public bool TryGet(string name, string? version, [NotNullWhen(true)] out ServedModel? model) =>
        _loaded.TryGetValue(name, out model) && (version is null || model.Source.Version == version);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var model in _loaded.Values)
            model.Dispose();
    }
}
