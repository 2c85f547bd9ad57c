using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using InferenceServer.Models;

namespace InferenceServer.Optimisation;

/// <summary>What of this machine a prepared model depends on.</summary>
internal static class HardwareKey
{
    private const string DriverFolder = "/proc/driver/nvidia/gpus";

    /// <summary>The key of a provider's hardware: the CPU's instructions that ONNX Runtime chooses kernels and layouts by, or the GPUs' names.</summary>
    public static string Of(string provider) => provider == ExecutionProviders.Cpu ? Cpu : Gpu(DriverFolder);

    /// <summary>The CPU's architecture and vector instructions, as <c>x64 avx2 avx512 vnni</c>.</summary>
    public static string Cpu { get; } = string.Join(' ', new[]
    {
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        Avx.IsSupported && !Avx2.IsSupported ? "avx" : null,
        Avx2.IsSupported ? "avx2" : null,
        Avx512F.IsSupported ? "avx512" : null,
        Dp.IsSupported ? "dotprod" : null,
        HasByteDotProduct && X86Base.IsSupported ? "vnni" : null,
    }.OfType<string>());

    /// <summary>
    /// Whether sums of byte products are exact. Without VNNI, x86's byte product (VPMADDUBSW) adds pairs in 16 bits and saturates: weights must
    /// then stay within 7 bits. ARM has no such limit.
    /// </summary>
    public static bool HasByteDotProduct
    {
        get
        {
            if (!X86Base.IsSupported)
                return true;
            var (most, _, _, _) = X86Base.CpuId(0, 0);
            if (most < 7)
                return false;
            // CPUID leaf 7: AVX512_VNNI is bit 11 of ECX, AVX-VNNI bit 4 of EAX in subleaf 1.
            var (subleaves, _, avx512, _) = X86Base.CpuId(7, 0);
            var avx = subleaves >= 1 ? X86Base.CpuId(7, 1).Eax : 0;
            return Avx512F.IsSupported && (avx512 >> 11 & 1) == 1 || Avx2.IsSupported && (avx >> 4 & 1) == 1;
        }
    }

    /// <summary>The distinct names of the GPUs that the driver shows, or <c>unknown GPU</c>.</summary>
    /// <param name="folder">The driver's folder, with a folder a GPU.</param>
    public static string Gpu(string folder)
    {
        try
        {
            var names = Directory.GetDirectories(folder).SelectMany(gpu => File.ReadLines(Path.Combine(gpu, "information")))
                .Where(line => line.StartsWith("Model:", StringComparison.Ordinal)).Select(line => line["Model:".Length..].Trim());
            return string.Join(", ", names.Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } known ? known : "unknown GPU";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "unknown GPU";
        }
    }
}
