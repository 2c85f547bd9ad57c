using InferenceServer.Metrics;
using InferenceServer.Models;
using InferenceServer.Protocol;

namespace InferenceServer.Hosting;

/// <summary>Loads, replaces and unloads models of the repository while requests go on.</summary>
internal sealed partial class ModelRepository(
    ServeOptions options, ModelRegistry models, ModelLoader loader, ServerMetrics metrics, ServerState state, ILogger<ModelRepository> logger) : IDisposable
{
    // One load at a time: what each takes of the memory must show before the next begins.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Dictionary<string, RepositoryState> _remarks = new(StringComparer.Ordinal);

    /// <summary>All models: those that are served, and those of the repository that are not.</summary>
    public IReadOnlyList<RepositoryState> Index()
    {
        var remarks = _remarks;
        var entries = new List<RepositoryState>();
        foreach (var source in models.Sources)
        {
            var loaded = models.TryGet(source.Name, source.Version, out _);
            entries.Add(loaded ? new(source.Name, source.Version, RepositoryState.Ready, "") : new(source.Name, source.Version, RepositoryState.Loading, ""));
        }

        var known = models.Names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in Directories().Concat(remarks.Keys).Distinct(StringComparer.Ordinal).Where(name => !known.Contains(name)))
            entries.Add(remarks.GetValueOrDefault(name) ?? new(name, "", RepositoryState.Unavailable, "not loaded"));
        return [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Version, VersionOrder.Instance)];
    }

    /// <summary>Loads what the repository has of a model now; versions that answered before are replaced when the new ones are warm.</summary>
    /// <exception cref="ProtocolException">Not allowed, no such model, or it cannot be loaded; what answered before still does.</exception>
    public async Task LoadAsync(string name)
    {
        RequireControl(name);
        if (state.IsDraining || !models.AllLoaded)
            throw new ProtocolException(StatusCodes.Status503ServiceUnavailable, state.IsDraining ? "the server is ending" : "the models of the server's start are still being loaded; try again later");
        await _turn.WaitAsync();
        try
        {
            Remark(name, new(name, "", RepositoryState.Loading, ""));
            // A thread of its own: loading is minutes of work for large models.
            var versions = await Task.Factory.StartNew(() => Load(name), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            models.Replace(name, versions);
            Remark(name, null);
            metrics.SetProvider(versions[0]);
            metrics.SetMemory(name, versions.Sum(model => model.MemoryBytes));
            metrics.SetReady(name, !state.IsDraining);
            LogLoaded(name, string.Join(", ", versions.Select(model => model.Source.Version)));
        }
        catch (ModelLoadException exception)
        {
            Remark(name, new(name, "", RepositoryState.Unavailable, exception.Message));
            LogFailed(name, exception.Message);
            throw ProtocolException.Invalid(exception.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes a model out; requests that have begun are answered.</summary>
    /// <exception cref="ProtocolException">Not allowed, or it is not loaded.</exception>
    public async Task UnloadAsync(string name)
    {
        RequireControl(name);
        await _turn.WaitAsync();
        try
        {
            if (!models.Remove(name))
                throw ProtocolException.Invalid($"model '{name}' is not loaded");
            Remark(name, new(name, "", RepositoryState.Unavailable, "unloaded"));
            metrics.SetReady(name, false);
            metrics.SetMemory(name, 0);
            LogUnloaded(name);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private List<ServedModel> Load(string name)
    {
        var sources = ModelSources.Versions(name, Path.Combine(options.Repository!, name));
        Require(name, sources.Sum(source => source.FileBytes));
        var loaded = new List<ServedModel>();
        try
        {
            foreach (var source in sources)
                loaded.Add(loader.Load(source));
            return loaded;
        }
        catch
        {
            loaded.ForEach(model => model.Dispose());
            throw;
        }
    }

    private void Require(string name, long bytes)
    {
        // What is replaced is there until the new one answers.
        var held = models.Loaded.Sum(model => model.MemoryBytes);
        if (options.ModelMemoryBytes > 0 && held + bytes > options.ModelMemoryBytes)
            throw new ModelLoadException($"model {name} needs at least {bytes} bytes; loaded models hold {held} of the {options.ModelMemoryBytes} that --model-memory-mib allows; unload one first");
    }

    private void RequireControl(string name)
    {
        if (options.Repository is null || !options.ModelControl)
            throw new ProtocolException(StatusCodes.Status403Forbidden, "models of this server are loaded at its start alone; its owner allows more with --repository and --model-control");
        // A name becomes a path.
        if (!Directories().Contains(name) && models.Find(name) is null)
            throw new ProtocolException(StatusCodes.Status404NotFound, $"the repository has no model '{name}'");
    }

    private IEnumerable<string> Directories() =>
        options.Repository is null || !Directory.Exists(options.Repository) ? [] : ModelSources.Directories(options.Repository).Select(path => Path.GetFileName(path));

    private void Remark(string name, RepositoryState? remark)
    {
        // Under the turn, so nobody else writes.
        var remarks = new Dictionary<string, RepositoryState>(_remarks, StringComparer.Ordinal);
        if (remark is null)
            remarks.Remove(name);
        else
            remarks[name] = remark;
        _remarks = remarks;
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Model}: version(s) {Versions} of the repository answer now")]
    private partial void LogLoaded(string model, string versions);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model} could not be loaded on request: {Reason}")]
    private partial void LogFailed(string model, string reason);

    [LoggerMessage(3, LogLevel.Information, "Model {Model} is unloaded")]
    private partial void LogUnloaded(string model);
}
