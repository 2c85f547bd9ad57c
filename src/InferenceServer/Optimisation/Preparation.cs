using InferenceServer.Models;
using InferenceServer.Optimisation.Accuracy;
using InferenceServer.Optimisation.Quantisation;
using InferenceServer.Optimisation.Variants;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Optimisation;

/// <summary>The steps of preparing one model, in files of its own that go when it is done.</summary>
internal sealed class Preparation : IDisposable
{
    private readonly string _original;
    private readonly OptimisationOptions _options;
    private readonly SessionSettings _settings;
    private readonly string _folder;
    private string _current;
    private OptimisationLevel _level;

    /// <summary>Begins.</summary>
    /// <param name="original">The model's file.</param>
    /// <param name="options">What to do.</param>
    /// <exception cref="OptimisationException">The provider cannot be had, or is not one that models are prepared for.</exception>
    public Preparation(string original, OptimisationOptions options)
    {
        (_original, _current, _options) = (original, original, options);
        _settings = new SessionSettings(options.Provider);
        Provider = ProviderOf(options);
        // Beside the original: a rename within a file system is atomic. Hidden: no server takes it for a model. What a killed pull left goes.
        _folder = Path.Combine(Path.GetDirectoryName(original)!, $".{Path.GetFileName(original)}.preparing");
        Pull.Staging.Delete(_folder);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>The provider that the model is prepared for.</summary>
    public string Provider { get; }

    /// <summary>Quantises the weights.</summary>
    /// <param name="limit">The largest whole number of a weight.</param>
    /// <returns>How many products were replaced.</returns>
    public int Quantise(int limit)
    {
        var target = Path.Combine(_folder, "quantised");
        var replaced = DynamicInt8.Write(_current, target, limit);
        _current = target;
        return replaced;
    }

    /// <summary>Optimises the graph and saves it.</summary>
    public void Optimise()
    {
        var target = Path.Combine(_folder, "optimised");
        using (var options = SessionOptionsFactory.Create(_settings, Provider, Environment.ProcessorCount))
        {
            options.GraphOptimizationLevel = _options.Level switch
            {
                OptimisationLevel.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                OptimisationLevel.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            };
            options.OptimizedModelFilePath = target;
            using var session = new InferenceSession(_current, options);
        }

        (_current, _level) = (target, _options.Level);
    }

    /// <summary>Compares the answers with the original's; null when there are no inputs to run on and nothing was quantised.</summary>
    /// <exception cref="OptimisationException">There are no inputs for a quantised model.</exception>
    public MeasuredError? Measure()
    {
        using var original = Open(_original, OptimisationLevel.None);
        var signature = ModelSignature.Of(original);
        var (inputs, what) = Inputs(original, signature);
        if (inputs is null)
        {
            return _options.Quantisation == QuantisationKind.None
                ? null
                : throw OptimisationException.Refused($"the error of the quantised model cannot be measured: no guessed shape goes through {signature}: {what}; give --calibration, or the shapes with --warmup-shape");
        }

        using var prepared = Open(_current, _level);
        var (output, error) = Comparison.Worst(original, prepared, signature, inputs);
        return new MeasuredError(error, output, what);
    }

    /// <summary>Gives the result its final name.</summary>
    public void MoveTo(string target)
    {
        using (var stream = File.OpenWrite(_current))
            stream.Flush(flushToDisk: true);
        File.Move(_current, target);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (IEnumerable<ModelInputs>? Inputs, string What) Inputs(InferenceSession original, ModelSignature signature)
    {
        if (_options.Calibration is { } path)
        {
            var given = new GivenInputs(path, signature);
            return (given.Read(), $"{given.Count} given inputs");
        }

        var warmUp = WarmUp.Run(original, signature, _options.Shapes);
        if (warmUp.Shapes is not { } shapes)
            return (null, warmUp.Failure);
        var required = signature.Inputs.Where(input => !input.Optional || _options.Shapes.ContainsKey(input.Name)).ToList();
        return (GeneratedInputs.Make(required, shapes), $"{GeneratedInputs.Sets} generated inputs");
    }

    private InferenceSession Open(string file, OptimisationLevel saved)
    {
        using var options = SessionOptionsFactory.Create(_settings, Provider, Environment.ProcessorCount);
        options.GraphOptimizationLevel = SessionOptionsFactory.LevelAtLoad(saved);
        return new InferenceSession(file, options);
    }

    private static string ProviderOf(OptimisationOptions options)
    {
        if (options.Provider == ProviderChoice.TensorRt)
            throw new OptimisationException(CommandLine.ExitCodes.Usage, "--optimize-provider tensorrt: TensorRT keeps what it built in serve's --engine-cache; write cpu, cuda or auto");
        if (options.Quantisation != QuantisationKind.None)
        {
            return options.Provider == ProviderChoice.Cuda
                ? throw new OptimisationException(CommandLine.ExitCodes.Usage, "--quantize dynamic-int8 is for CPUs; write --optimize-provider cpu, or leave one of them out")
                : ExecutionProviders.Cpu;
        }

        if (options.Provider != ProviderChoice.Cpu && ExecutionProviders.IsBuiltIn(ExecutionProviders.Cuda) && CanBeStarted(ExecutionProviders.Cuda))
            return ExecutionProviders.Cuda;
        return options.Provider == ProviderChoice.Cuda
            ? throw OptimisationException.Refused($"--optimize-provider cuda: there is no {ExecutionProviders.Cuda} here (ONNX Runtime has {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}); pull where the GPU is, or write cpu")
            : ExecutionProviders.Cpu;
    }

    private static bool CanBeStarted(string provider)
    {
        try
        {
            SessionOptionsFactory.Create(new SessionSettings(), provider, 1).Dispose();
            return true;
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }
}
