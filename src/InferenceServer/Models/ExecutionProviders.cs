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
    /// <param name="options">The options.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="settings">Device and memory limit.</param>
    /// <param name="engines">Where TensorRT keeps the model's engines; null for nowhere.</param>
    /// <exception cref="OnnxRuntimeException">The provider's libraries or device are not there.</exception>
    /// <exception cref="EntryPointNotFoundException">The native library does not know the provider.</exception>
    public static void Append(SessionOptions options, string provider, SessionSettings settings, string? engines = null)
    {
        if (provider == TensorRt)
        {
            using var tensorRt = new OrtTensorRTProviderOptions();
            tensorRt.UpdateOptions(TensorRtOptions(settings, engines));
            options.AppendExecutionProvider_Tensorrt(tensorRt);
        }

        // What TensorRT does not take goes to CUDA.
        if (provider is TensorRt or Cuda)
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(CudaOptions(settings));
            options.AppendExecutionProvider_CUDA(cuda);
        }
    }

    /// <summary>CUDA's options in ONNX Runtime's names.</summary>
    public static Dictionary<string, string> CudaOptions(SessionSettings settings)
    {
        var values = new Dictionary<string, string> { ["device_id"] = Text(settings.DeviceId) };
        if (settings.GpuMemoryLimitBytes > 0)
        {
            // Doubling, the arena's default, would step over a limit that fits.
            values["gpu_mem_limit"] = Text(settings.GpuMemoryLimitBytes);
            values["arena_extend_strategy"] = "kSameAsRequested";
        }

        return values;
    }

    /// <summary>TensorRT's options in ONNX Runtime's names.</summary>
    public static Dictionary<string, string> TensorRtOptions(SessionSettings settings, string? engines)
    {
        var values = new Dictionary<string, string> { ["device_id"] = Text(settings.DeviceId) };
        if (engines is not null)
        {
            values["trt_engine_cache_enable"] = "1";
            values["trt_engine_cache_path"] = engines;
        }

        return values;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
