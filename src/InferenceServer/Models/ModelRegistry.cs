using System.Diagnostics.CodeAnalysis;

namespace InferenceServer.Models;

/// <summary>The models of this process: which are to be served, and which of them are loaded. Requests read it without a lock.</summary>
internal sealed class ModelRegistry : IDisposable
{
    private readonly Lock _writing = new();
    private volatile Dictionary<string, ModelEntry> _models;

    /// <summary>Starts with models that are to be served and are not loaded yet.</summary>
    public ModelRegistry(IReadOnlyList<ModelSource> sources) => _models = sources.GroupBy(source => source.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => new ModelEntry([.. group], []), StringComparer.Ordinal);

    /// <summary>All versions of models that are to be served, loaded or not.</summary>
    public IReadOnlyList<ModelSource> Sources => [.. _models.Values.SelectMany(entry => entry.Wanted)];

    /// <summary>Names of all models that are to be served.</summary>
    public IReadOnlyCollection<string> Names => _models.Keys;

    /// <summary>All versions that are loaded.</summary>
    public IReadOnlyList<ServedModel> Loaded => [.. _models.Values.SelectMany(entry => entry.Loaded)];

    /// <summary>Whether every model that is to be served is loaded.</summary>
    public bool AllLoaded => _models.Values.All(entry => entry.IsWhole);

    /// <summary>Makes a loaded version answer requests.</summary>
    public void Add(ServedModel model) =>
        Change(models => models[model.Source.Name] = (models.GetValueOrDefault(model.Source.Name) ?? new ModelEntry([model.Source], [])).With(model));

    /// <summary>
    /// Makes these versions answer in place of whatever answered before, in one step. The old ones are freed when the last request that uses
    /// them has ended.
    /// </summary>
    public void Replace(string name, IReadOnlyList<ServedModel> versions)
    {
        var before = Find(name);
        Change(models => models[name] = versions.Aggregate(new ModelEntry([.. versions.Select(model => model.Source)], []), (entry, model) => entry.With(model)));
        Free(before);
    }

    /// <summary>Takes a model out; false when there is none. Requests that use it are answered.</summary>
    public bool Remove(string name)
    {
        var before = Find(name);
        Change(models => models.Remove(name));
        Free(before);
        return before is not null;
    }

    /// <summary>Whether a model of this name, and version where one is given, is to be served.</summary>
    public bool IsKnown(string name, string? version) => Find(name) is { } entry && (version is null || entry.Wanted.Any(source => source.Version == version));

    /// <summary>A loaded model by name, and version where one is given.</summary>
    public bool TryGet(string name, string? version, [NotNullWhen(true)] out ServedModel? model) => (model = Find(name)?.Find(version)) is not null;

    /// <summary>A model's versions; null when it is not to be served.</summary>
    public ModelEntry? Find(string name) => _models.GetValueOrDefault(name);

    /// <inheritdoc />
    public void Dispose()
    {
        var before = _models;
        _models = [];
        foreach (var entry in before.Values)
            Free(entry);
    }

    private static void Free(ModelEntry? entry)
    {
        foreach (var model in entry?.Loaded ?? [])
            model.Dispose();
    }

    private void Change(Action<Dictionary<string, ModelEntry>> change)
    {
        lock (_writing)
        {
            var models = new Dictionary<string, ModelEntry>(_models, StringComparer.Ordinal);
            change(models);
            _models = models;
        }
    }
}
