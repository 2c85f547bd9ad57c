using InferenceServer.CommandLine;
using InferenceServer.Models;
using InferenceServer.Optimisation.Accuracy;
using InferenceServer.Optimisation.Onnx;
using InferenceServer.Optimisation.Quantisation;
using InferenceServer.Optimisation.Variants;
using InferenceServer.Pull.Transfers;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Optimisation;

/// <summary>
/// Prepares a model that was pulled: quantises its weights, optimises its graph, measures what that did to its answers, and puts the result
/// beside the original, which stays as it is.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="report">Receives lines for people.</param>
internal sealed class ModelOptimiser(OptimisationOptions options, Action<string> report)
{
    // What another order of sums makes of the same numbers; more means that a fusion is wrong.
    private const double LargestErrorOfOptimising = 0.001;

    private const int FullRange = 127;

    // |input| ≤ 255 and two products a sum: 255 · 64 · 2 stays below 2^15.
    private const int SaturationFreeRange = 64;

    /// <summary>Prepares the model at a path; done at once when it has been.</summary>
    /// <param name="path">The file or directory that <c>serve --model-path</c> would get.</param>
    /// <exception cref="OptimisationException">It cannot be prepared; the original is as it was.</exception>
    public void Prepare(string path)
    {
        try
        {
            Prepare(ModelSources.Locate("model", path));
        }
        catch (ModelLoadException exception)
        {
            throw new OptimisationException(ExitCodes.ModelLoadFailed, exception.Message, exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw OptimisationException.Failed($"{path}: ONNX Runtime {OrtEnv.Instance().GetVersionString()}: {exception.Message}", exception);
        }
        catch (IOException exception) when (Space.IsFull(exception))
        {
            throw new OptimisationException(ExitCodes.NoSpace, $"{Path.GetDirectoryName(Path.GetFullPath(path))} has no space for the prepared model beside the original; raise the volume's size", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw OptimisationException.Failed($"{path}: {exception.Message}", exception);
        }
    }

    private void Prepare(ModelSource source)
    {
        RequireOneFile(source.File);
        using var preparation = new Preparation(source.File, options);
        var key = VariantKey.Of(options.Level, options.Quantisation, preparation.Provider);
        var sha256 = VariantChoice.Sha256(source.File);
        var store = new VariantStore(source.File);
        if (options.Calibration is null && IsThere(store, sha256, key))
        {
            report($"{source.File} is already prepared for {Describe(key)}");
            return;
        }

        var replaced = options.Quantisation == QuantisationKind.DynamicInt8 ? preparation.Quantise(HardwareKey.HasByteDotProduct ? FullRange : SaturationFreeRange) : 0;
        if (options.Level != OptimisationLevel.None)
            preparation.Optimise();
        var error = preparation.Measure();
        RequireAccurate(error);
        var file = store.NewFile();
        preparation.MoveTo(file);
        var variant = new ModelVariant(Path.GetFileName(file), new FileInfo(file).Length, key, options.Level, options.Quantisation, error);
        store.Publish(sha256, variant);
        report(FormattableString.Invariant($"{source.File} is prepared for {Describe(key)}: {variant}{(replaced > 0 ? $", matrix products in int8: {replaced}" : "")}; {Space.Show(new FileInfo(source.File).Length)} became {Space.Show(variant.Bytes)}"));
    }

    private bool IsThere(VariantStore store, string sha256, VariantKey key)
    {
        try
        {
            return store.Read() is { } manifest && manifest.Original == sha256 && manifest.Variants.Any(variant => variant.Key == key && variant.Level == options.Level
                && variant.Quantisation == options.Quantisation && IsAccurate(variant.Error) && File.Exists(store.PathOf(variant)));
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static void RequireOneFile(string file)
    {
        if (new FileInfo(file).Length is 0 or > int.MaxValue)
            throw OptimisationException.Refused($"{file} is empty, or larger than 2 GiB, which no ONNX model of one file can be; leave --optimize and --quantize out");
        try
        {
            using var mapped = MappedFile.Open(file);
            if (ExternalData.IsUsed(mapped.Memory))
                throw OptimisationException.Refused($"{file} keeps weights in other files; only models of one file are prepared: leave --optimize and --quantize out, or save the model as one file");
        }
        catch (Protocol.ProtocolException exception)
        {
            throw OptimisationException.Failed($"{file} is no ONNX model: {exception.Message}", exception);
        }
    }

    private void RequireAccurate(MeasuredError? error)
    {
        if (IsAccurate(error))
            return;
        throw OptimisationException.Refused(options.Quantisation == QuantisationKind.None
            ? FormattableString.Invariant($"the optimised graph's output '{error!.Output}' differs from the original's by a relative error of {error.Relative:G3} on {error.Inputs}, more than {LargestErrorOfOptimising}; leave --optimize out, or write --optimize basic")
            : FormattableString.Invariant($"the quantised model's output '{error!.Output}' differs from the original's by a relative error of {error.Relative:G3} on {error.Inputs}, more than --quantize-tolerance {options.Tolerance}; the original is in place. Leave --quantize out; or, if the generated inputs are unlike real ones, give real ones with --calibration; or write a tolerance that the model's use allows"));
    }

    private bool IsAccurate(MeasuredError? error) =>
        error is null ? options.Quantisation == QuantisationKind.None : error.Relative <= (options.Quantisation == QuantisationKind.None ? LargestErrorOfOptimising : options.Tolerance);

    private static string Describe(VariantKey key) => string.Join(" on ", new[] { key.Provider ?? "every provider", key.Hardware, $"ONNX Runtime {key.OnnxRuntime}" }.OfType<string>());
}
