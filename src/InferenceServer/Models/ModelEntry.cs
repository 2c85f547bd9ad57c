namespace InferenceServer.Models;

/// <summary>A model's versions.</summary>
/// <param name="Wanted">Those that are to be served, the highest first.</param>
/// <param name="Loaded">Those that are loaded, the highest first.</param>
internal sealed record ModelEntry(IReadOnlyList<ModelSource> Wanted, IReadOnlyList<ServedModel> Loaded)
{
    /// <summary>Whether all that are wanted are loaded.</summary>
    public bool IsWhole => Wanted.All(source => Loaded.Any(model => model.Source.Version == source.Version));

    /// <summary>A version, or the highest that is loaded; null when it is not.</summary>
    public ServedModel? Find(string? version)
    {
        foreach (var model in Loaded)
        {
            if (version is null || model.Source.Version == version)
                return model;
        }

        return null;
    }

    /// <summary>With a version loaded, in place of the same version loaded before.</summary>
    public ModelEntry With(ServedModel model) => this with
    {
        Loaded = [.. Loaded.Where(other => other.Source.Version != model.Source.Version).Append(model).OrderByDescending(other => other.Source.Version, VersionOrder.Instance)],
    };
}
