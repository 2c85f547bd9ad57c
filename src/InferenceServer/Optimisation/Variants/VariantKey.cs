using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Optimisation.Variants;

/// <summary>Where a prepared model may be used; what is null does not matter.</summary>
/// <param name="OnnxRuntime">Version of ONNX Runtime: its operators and layouts change between versions.</param>
/// <param name="Provider">The execution provider.</param>
/// <param name="Hardware">The CPU's instructions, or the GPUs' names.</param>
internal sealed record VariantKey(string OnnxRuntime, string? Provider, string? Hardware)
{
    /// <summary>The key of what was made here for a provider.</summary>
    public static VariantKey Of(OptimisationLevel level, QuantisationKind quantisation, string provider)
    {
        // Whole-number products are the CPU's, and their exactness depends on it; layouts are the hardware's; fusions the provider's.
        var hardware = level == OptimisationLevel.All || quantisation != QuantisationKind.None;
        var bound = hardware || level == OptimisationLevel.Extended;
        return new VariantKey(OrtEnv.Instance().GetVersionString(), bound ? provider : null, hardware ? HardwareKey.Of(provider) : null);
    }

    /// <summary>Why it cannot be used here with a provider; null when it can.</summary>
    /// <param name="provider">The provider that is to run it.</param>
    /// <param name="version">ONNX Runtime's version.</param>
    /// <param name="hardware">The hardware of a provider.</param>
    public string? Mismatch(string provider, string version, Func<string, string> hardware)
    {
        if (OnnxRuntime != version)
            return $"it was made by ONNX Runtime {OnnxRuntime}, and this is {version}";
        if (Provider is not null && Provider != provider)
            return $"it was made for {Provider}, and the model runs on {provider}";
        if (Hardware is not null && hardware(provider) is var here && Hardware != here)
            return $"it was made for '{Hardware}', and this is '{here}'";
        return null;
    }

    /// <summary>Why it cannot be used here; null when it can.</summary>
    public string? Mismatch(string provider) => Mismatch(provider, OrtEnv.Instance().GetVersionString(), HardwareKey.Of);
}
