using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace InferenceServer.Models;

/// <summary>Creates sessions on the best provider that really works, and says which one that is.</summary>
internal sealed partial class SessionFactory(SessionSettings settings, ILogger<SessionFactory> logger)
{
    /// <summary>Threads one run uses inside an operator.</summary>
    // ProcessorCount honours the container's CPU limit.
    public int Threads(ModelSource source) =>
        Own(source) is { Threads: > 0 and var threads } ? threads : Math.Max(1, Environment.ProcessorCount / Own(source).Instances);

    /// <summary>Sessions that a model is to have.</summary>
    public int Instances(ModelSource source) => Own(source).Instances;

    /// <summary>The providers to try for the configured choice, best first.</summary>
    public IReadOnlyList<string> Order(ModelSource source) => ExecutionProviders.Order(Own(source).Provider, settings.RequireProvider);

    /// <summary>Creates a session with one provider of <see cref="Order"/>; null, with a log line, when that provider cannot be had here.</summary>
    /// <exception cref="ModelLoadException">The model itself cannot be loaded.</exception>
    public InferenceSession? TryCreate(ModelSource source, string provider, out string? unavailable)
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
                return Create(source, provider);
            }
            catch (Exception exception) when (provider != ExecutionProviders.Cpu && exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                unavailable = $"{provider} could not be started: {exception.Message}";
            }
            catch (OnnxRuntimeException exception)
            {
                throw new ModelLoadException($"ONNX Runtime {OrtEnv.Instance().GetVersionString()} cannot load {source.File}: {exception.Message}", exception);
            }
        }

        // "auto" on a build without CUDA is the ordinary CPU server.
        if (Own(source).Provider != ProviderChoice.Auto || ExecutionProviders.IsBuiltIn(provider))
            LogUnavailable(source.Name, provider, unavailable);
        return null;
    }

    private SessionSettings Own(ModelSource source) => source.Config?.Over(settings) ?? settings;

    private InferenceSession Create(ModelSource source, string provider)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = Threads(source),
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        var spinning = settings.Spin ? "1" : "0";
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning);
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", spinning);
        ExecutionProviders.Append(options, provider, settings);
        return new InferenceSession(source.File, options);
    }

    [LoggerMessage(1, LogLevel.Warning, "Model {Model}: {Provider} is not available: {Reason}")]
    private partial void LogUnavailable(string model, string provider, string reason);
}
