using InferenceServer.Buffers;
using InferenceServer.Optimisation;
using InferenceServer.Optimisation.Variants;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>Creates sessions on the best provider that really works, and says which one that is.</summary>
internal sealed partial class SessionFactory(SessionSettings settings, ILogger<SessionFactory> logger)
{
    // Of all models together, by their files: what a process may hold more than it did when nobody asked for it.
    private const long MostOneThreadBytes = 32L * 1024 * 1024;

    /// <summary>Bytes of model files that <see cref="OneThreadSession"/>s may be made of.</summary>
    public MemoryBudget OneThreadBytes { get; } = new(MostOneThreadBytes);

    /// <summary>Threads one run uses inside an operator.</summary>
    // ProcessorCount honours the container's CPU limit.
    public int Threads(ModelSource source) =>
        Own(source) is { Threads: > 0 and var threads } ? threads : Math.Max(1, Environment.ProcessorCount / Own(source).Instances);

    /// <summary>Sessions that a model is to have.</summary>
    public int Instances(ModelSource source) => Own(source).Instances;

    /// <summary>Whether runs of a model may have all processors or one thread, as is quicker: nobody said how many, and the processors compute.</summary>
    public bool ChoosesThreads(ModelSource source, string provider) =>
        provider == ExecutionProviders.Cpu && Own(source) is { Threads: 0, Instances: 1 } && Threads(source) > 1;

    /// <summary>The providers to try for the configured choice, best first.</summary>
    public IReadOnlyList<string> Order(ModelSource source) => ExecutionProviders.Order(Own(source).Provider, settings.RequireProvider);

    /// <summary>What may be loaded for a provider, best first: what was prepared for it, where something was, and the original.</summary>
    public IReadOnlyList<ModelSource> Candidates(ModelSource source, string provider)
    {
        if (!ExecutionProviders.IsBuiltIn(provider))
            return [source];
        var choice = VariantChoice.For(source.File, provider);
        if (choice.Reason is not null)
            LogOriginal(source.Name, provider, choice.Reason);
        if (choice.Variant is not { } variant)
            return [source];
        var prepared = source with { Variant = variant };
        LogVariant(source.Name, prepared.ServedFile, variant.ToString());
        return [prepared, source];
    }

    /// <summary>Creates a session with one provider of <see cref="Order"/>; null, with a log line, when that provider cannot be had here.</summary>
    /// <param name="source">The model.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="unavailable">Why it cannot be had.</param>
    /// <param name="threads">Threads inside a run; 0 for <see cref="Threads"/>.</param>
    /// <exception cref="ModelLoadException">The model itself cannot be loaded.</exception>
    public InferenceSession? TryCreate(ModelSource source, string provider, out string? unavailable, int threads = 0)
    {
        unavailable = null;
        ModelFileCheck.Require(source.File);
        if (!ExecutionProviders.IsBuiltIn(provider))
        {
            unavailable = $"this build of ONNX Runtime has no {provider} (it has {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())})";
        }
        else
        {
            try
            {
                return Create(source, provider, threads > 0 ? threads : Threads(source));
            }
            catch (Exception exception) when (provider != ExecutionProviders.Cpu && exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                unavailable = $"{provider} could not be started: {exception.Message}";
            }
            catch (OnnxRuntimeException exception)
            {
                throw new ModelLoadException($"ONNX Runtime {OrtEnv.Instance().GetVersionString()} cannot load {source.ServedFile}: {exception.Message}", exception);
            }
        }

        // "auto" on a build without CUDA is the ordinary CPU server.
        if (Own(source).Provider != ProviderChoice.Auto || ExecutionProviders.IsBuiltIn(provider))
            LogUnavailable(source.Name, provider, unavailable);
        return null;
    }

    private SessionSettings Own(ModelSource source) => source.Config?.Over(settings) ?? settings;

    private InferenceSession Create(ModelSource source, string provider, int threads)
    {
        var engines = provider == ExecutionProviders.TensorRt && settings.EngineCacheDirectory is { } directory
            ? EngineCache.Folder(directory, source.ServedFile, HardwareKey.Of(provider))
            : null;
        using var options = SessionOptionsFactory.Create(settings, provider, threads, engines);
        options.GraphOptimizationLevel = SessionOptionsFactory.LevelAtLoad(source.Variant?.Level ?? OptimisationLevel.None);
        return new InferenceSession(source.ServedFile, options);
    }

    [LoggerMessage(1, LogLevel.Warning, "Model {Model}: {Provider} is not available: {Reason}")]
    private partial void LogUnavailable(string model, string provider, string reason);

    [LoggerMessage(2, LogLevel.Information, "Model {Model}: {File} is served in the original's place: {Variant}")]
    private partial void LogVariant(string model, string file, string variant);

    [LoggerMessage(3, LogLevel.Warning, "Model {Model}: the original is served on {Provider}, not what was prepared: {Reason}")]
    private partial void LogOriginal(string model, string provider, string reason);
}
