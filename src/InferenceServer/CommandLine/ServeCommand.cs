using System.CommandLine;
using InferenceServer.Batching;
using InferenceServer.Buffers;
using InferenceServer.Hosting;
using InferenceServer.Models;

namespace InferenceServer.CommandLine;

/// <summary><c>InferenceServer serve</c>.</summary>
internal static class ServeCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "serve";

    private static readonly Option<string[]> Models = new("--model") { Description = "NAME=PATH of a model: an .onnx file or a directory with <version>/model.onnx; may be repeated", HelpName = "NAME=PATH" };
    private static readonly Option<string> ModelPath = EnvironmentDefaults.Option("--model-path", "MODEL_PATH", "", text => text, "Path of the only model");
    private static readonly Option<string> ModelName = EnvironmentDefaults.Option("--model-name", "MODEL_NAME", "", text => text, "Name of the model at --model-path");
    private static readonly Option<string> Repository = EnvironmentDefaults.Option("--repository", "MODEL_REPOSITORY", "", text => text, "Directory of models, <name>/<version>/model.onnx");
    private static readonly Option<bool> ModelControl = EnvironmentDefaults.Flag("--model-control", "INFERENCE_MODEL_CONTROL", "Let clients load and unload models of the repository");
    private static readonly Option<int> ModelMemory = EnvironmentDefaults.Option("--model-memory-mib", "INFERENCE_MODEL_MEMORY_MIB", 0, text => Values.Int(text, 0, int.MaxValue), "Memory that loaded models may hold for another to be loaded on request, in MiB; 0 for no limit");
    private static readonly Option<string> Address = EnvironmentDefaults.Option("--address", "HTTP_ADDRESS", DefaultAddress, Values.Address, "Address to listen on, * for all: all inside a pod, loopback elsewhere");
    private static readonly Option<int> HttpPort = EnvironmentDefaults.Option("--http-port", "HTTP_PORT", 8080, Values.Port, "Port of the protocol");
    private static readonly Option<int> MetricsPort = EnvironmentDefaults.Option("--metrics-port", "METRICS_PORT", -1, Values.Port, "Another port for /metrics; by default the protocol's");
    private static readonly Option<ProviderChoice> Provider = EnvironmentDefaults.Option("--provider", "INFERENCE_PROVIDER", ProviderChoice.Auto, Values.Provider, "auto, cpu, cuda or tensorrt");
    private static readonly Option<bool> RequireProvider = EnvironmentDefaults.Flag("--require-provider", "INFERENCE_REQUIRE_PROVIDER", "End with exit code 3 where the provider cannot be had, instead of falling back");
    private static readonly Option<int> Device = EnvironmentDefaults.Option("--device", "INFERENCE_DEVICE", 0, text => Values.Int(text, 0, 1023), "Index of the GPU");
    private static readonly Option<int> GpuMemory = EnvironmentDefaults.Option("--gpu-memory-mib", "INFERENCE_GPU_MEMORY_MIB", 0, text => Values.Int(text, 0, int.MaxValue), "Limit of the CUDA arena in MiB, 0 for none");
    private static readonly Option<string> EngineCache = EnvironmentDefaults.Option("--engine-cache", "INFERENCE_ENGINE_CACHE", "", text => text, "Directory where TensorRT keeps built engines");
    private static readonly Option<int> Threads = EnvironmentDefaults.Option("--threads", "INFERENCE_THREADS", 0, text => Values.Int(text, 0, 1024), "Threads inside one run; 0 for the CPUs the container may use, or one where a small model is quicker on it");
    private static readonly Option<bool> Spin = EnvironmentDefaults.Flag("--spin", "INFERENCE_SPIN", "Let idle threads spin; lower latency on CPUs that nobody else needs");
    private static readonly Option<int> Concurrency = EnvironmentDefaults.Option("--concurrency", "INFERENCE_CONCURRENCY", 0, text => Values.Int(text, 0, 1024), "Runs at the same time per model, 0 for the CPUs the container may use");
    private static readonly Option<int> Queue = EnvironmentDefaults.Option("--queue", "INFERENCE_QUEUE", 100, text => Values.Int(text, 0, 1_000_000), "Requests per model that may wait; beyond, 429");
    private static readonly Option<int> InstanceCount = EnvironmentDefaults.Option("--instances", "INFERENCE_INSTANCES", 1, text => Values.Int(text, 1, 64), "Sessions per model, each with its own weights and threads");
    private static readonly Option<int> MaxBatch = EnvironmentDefaults.Option("--max-batch", "INFERENCE_MAX_BATCH", 16, text => Values.Int(text, 1, 4096), "Rows up to which waiting requests are joined into one run; 1 joins none");
    private static readonly Option<TimeSpan> BatchBudget = EnvironmentDefaults.Option("--batch-budget-ms", "INFERENCE_BATCH_BUDGET_MS", TimeSpan.FromMilliseconds(50), Values.Milliseconds, "Milliseconds that a joined run may be expected to take");
    private static readonly Option<TimeSpan> BatchWindow = EnvironmentDefaults.Option("--batch-window-ms", "INFERENCE_BATCH_WINDOW_MS", TimeSpan.Zero, Values.Milliseconds, "Milliseconds that a request waits for others to join; 0 joins only what waits anyway");
    private static readonly Option<int> MaxRequestBytes = EnvironmentDefaults.Option("--max-request-bytes", "INFERENCE_MAX_REQUEST_BYTES", 128 * 1024 * 1024, text => Values.Int(text, 1, 1 << 30), "Largest request body");
    private static readonly Option<int> RequestMemory = EnvironmentDefaults.Option("--request-memory-mib", "INFERENCE_REQUEST_MEMORY_MIB", 0, text => Values.Int(text, 0, int.MaxValue), "Memory that all requests together may hold, in MiB; beyond, 429; 0 for a quarter of the container's");
    private static readonly Option<TimeSpan> Drain = EnvironmentDefaults.Option("--drain-seconds", "INFERENCE_DRAIN_SECONDS", TimeSpan.FromSeconds(5), Values.Seconds, "After SIGTERM: how long requests are still taken");
    private static readonly Option<TimeSpan> Shutdown = EnvironmentDefaults.Option("--shutdown-seconds", "INFERENCE_SHUTDOWN_SECONDS", TimeSpan.FromSeconds(20), Values.Seconds, "After the drain window: how long requests in flight may take");
    private static readonly Option<string[]> WarmUpShapes = EnvironmentDefaults.Repeated("--warmup-shape", "INFERENCE_WARMUP_SHAPES", "INPUT=1,3,640,640 for the warm-up of a model with free dimensions; may be repeated");
    private static readonly Option<bool> AccessLog = EnvironmentDefaults.Flag("--access-log", "INFERENCE_ACCESS_LOG", "Log each request");
    private static readonly Option<bool> JsonLogs = EnvironmentDefaults.Flag("--json-logs", "INFERENCE_JSON_LOGS", "Log as one JSON object a line");

    // In a pod the kubelet and the Service come from outside; on a developer's machine nobody should.
    private static string DefaultAddress => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is null ? "127.0.0.1" : "*";

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, "Serve ONNX models by the Open Inference Protocol v2")
        {
            Models, ModelPath, ModelName, Repository, ModelControl, ModelMemory, Address, HttpPort, MetricsPort, Provider, RequireProvider, Device, GpuMemory, EngineCache,
            Threads, Spin, Concurrency, InstanceCount, Queue, MaxBatch, BatchBudget, BatchWindow, MaxRequestBytes, RequestMemory, Drain, Shutdown, WarmUpShapes, AccessLog, JsonLogs,
        };
        SecurityOptions.AddTo(command);
        LimitOptions.AddTo(command);
        TraceOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        ServeOptions options;
        WebApplication built;
        try
        {
            options = TraceOptions.Read(result, LimitOptions.Read(result, SecurityOptions.Read(result, Read(result))));
            built = ServerHost.Build(options);
        }
        catch (Exception exception) when (exception is ModelLoadException or FormatException)
        {
            await Console.Error.WriteLineAsync($"serve: {exception.Message}");
            return exception is ModelLoadException ? ExitCodes.ModelLoadFailed : ExitCodes.Usage;
        }

        await using var app = built;
        var loading = app.Services.GetRequiredService<ModelLoadingService>();
        var device = app.Services.GetRequiredService<DeviceWatch>();
        try
        {
            await app.RunAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync($"serve: cannot listen on {options.Address}:{options.HttpPort}: {exception.Message}");
            return ExitCodes.Failed;
        }

        if ((loading.Failure?.Message ?? device.Failure) is not { } failure)
            return ExitCodes.Ok;
        // The last words, for a termination message that is taken from the log's end.
        await Console.Error.WriteLineAsync($"serve: {failure}");
        return ExitCodes.ModelLoadFailed;
    }

    private static ServeOptions Read(ParseResult result)
    {
        var metricsPort = result.GetValue(MetricsPort);
        var skipped = new List<string>();
        return new ServeOptions
        {
            Models = ReadModels(result, skipped.Add),
            Skipped = skipped,
            Repository = result.GetValue(Repository) is { Length: > 0 } repository ? Path.GetFullPath(repository) : null,
            ModelControl = result.GetValue(ModelControl),
            ModelMemoryBytes = result.GetValue(ModelMemory) * 1024L * 1024L,
            Address = result.GetValue(Address)!,
            HttpPort = result.GetValue(HttpPort),
            MetricsPort = metricsPort < 0 ? null : metricsPort,
            Sessions = new SessionSettings(
                result.GetValue(Provider),
                result.GetValue(RequireProvider),
                result.GetValue(Device),
                result.GetValue(GpuMemory) * 1024L * 1024L,
                result.GetValue(EngineCache) is { Length: > 0 } cache ? cache : null,
                result.GetValue(Threads),
                result.GetValue(InstanceCount),
                result.GetValue(Spin)),
            ModelSettings = new ModelSettings(
                result.GetValue(Concurrency),
                result.GetValue(Queue),
                new BatchLimits(result.GetValue(MaxBatch), result.GetValue(BatchBudget), result.GetValue(BatchWindow)),
                Values.Shapes(result.GetValue(WarmUpShapes) ?? [])),
            MaxRequestBytes = result.GetValue(MaxRequestBytes),
            RequestMemoryBytes = result.GetValue(RequestMemory) is > 0 and var mebibytes ? mebibytes * 1024L * 1024L : MemoryBudget.Default,
            DrainWindow = result.GetValue(Drain),
            ShutdownTimeout = result.GetValue(Shutdown),
            AccessLog = result.GetValue(AccessLog),
            JsonLogs = result.GetValue(JsonLogs),
        };
    }

    private static List<ModelSource> ReadModels(ParseResult result, Action<string> skipped)
    {
        var models = (result.GetValue(Models) ?? []).Select(Values.Model).ToList();
        var path = result.GetValue(ModelPath)!;
        var name = result.GetValue(ModelName)!;
        if (path.Length > 0)
            models.Add(ModelSources.Locate(name.Length > 0 ? name : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)), path));
        IReadOnlyList<ModelSource> stored = result.GetValue(Repository) is { Length: > 0 } repository ? ModelSources.Scan(repository, skipped, result.GetValue(ModelControl)) : [];
        if (models.Count + stored.Count == 0 && !result.GetValue(ModelControl))
            throw new FormatException("no model: give --model NAME=PATH, --model-path PATH or --repository DIR");
        // Of one model the repository may have several versions.
        var twice = models.Select(model => model.Name).Concat(stored.Select(model => model.Name).Distinct()).GroupBy(model => model).FirstOrDefault(group => group.Count() > 1);
        models.AddRange(stored);
        return twice is null ? models : throw new FormatException($"the model name '{twice.Key}' is given twice");
    }
}
