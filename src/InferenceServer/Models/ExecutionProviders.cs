using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace InferenceServer.Models;

/// <summary>ONNX Runtime's execution providers: which to try, in which order, and how each is added to a session.</summary>
internal static class ExecutionProviders
{
    /// <summary>ONNX Runtime's name of the CPU provider.</summary>
    public const string Cpu = "CPUExecutionProvider";

    /// <summary>ONNX Runtime's name of the CUDA provider.</summary>
    public const string Cuda = "CUDAExecutionProvider";

    /// <summary>ONNX Runtime's name of the TensorRT provider.</summary>
    public const string TensorRt = "TensorrtExecutionProvider";

    /// <summary>The providers to try for a choice, best first; the last is always the CPU unless one is required.</summary>
    public static IReadOnlyList<string> Order(ProviderChoice choice, bool required) => (choice, required) switch
    {
        (ProviderChoice.Cpu, _) => [Cpu],
        (ProviderChoice.Cuda, true) => [Cuda],
        (ProviderChoice.TensorRt, true) => [TensorRt],
        (ProviderChoice.TensorRt, false) => [TensorRt, Cuda, Cpu],
        // Required without a name: any accelerator will do, the CPU will not.
        (ProviderChoice.Auto, true) => [Cuda],
        _ => [Cuda, Cpu],
    };

    /// <summary>Whether the native library at hand was built with the provider.</summary>
    public static bool IsBuiltIn(string provider) => OrtEnv.Instance().GetAvailableProviders().Contains(provider);

    /// <summary>Adds a provider to session options.</summary>
    /// <exception cref="OnnxRuntimeException">The provider's libraries or device are not there.</exception>
    /// <exception cref="EntryPointNotFoundException">The native library does not know the provider.</exception>
    public static void Append(SessionOptions options, string provider, SessionSettings settings)
    {
        if (provider == TensorRt)
            AppendTensorRt(options, settings);
        if (provider is TensorRt or Cuda)
            AppendCuda(options, settings);
    }

    private static void AppendCuda(SessionOptions options, SessionSettings settings)
    {
        var values = new Dictionary<string, string> { ["device_id"] = Text(settings.DeviceId) };
        if (settings.GpuMemoryLimitBytes > 0)
        {
            values["gpu_mem_limit"] = Text(settings.GpuMemoryLimitBytes);
            values["arena_extend_strategy"] = "kSameAsRequested";
        }

        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(values);
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private static void AppendTensorRt(SessionOptions options, SessionSettings settings)
    {
        var values = new Dictionary<string, string> { ["device_id"] = Text(settings.DeviceId) };
        if (settings.EngineCacheDirectory is { } cache)
        {
            values["trt_engine_cache_enable"] = "1";
            values["trt_engine_cache_path"] = cache;
        }

        using var tensorRt = new OrtTensorRTProviderOptions();
        tensorRt.UpdateOptions(values);
        options.AppendExecutionProvider_Tensorrt(tensorRt);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
