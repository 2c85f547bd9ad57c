namespace InferenceServer.Models;

/// <summary>Decides after a warm-up whether a provider may serve: a provider on which nothing ever ran must not count as ready.</summary>
internal static class WarmUpVerdict
{
    /// <summary>Why the provider must not serve; null when it may.</summary>
    /// <param name="provider">The provider warmed up.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="onCpu">Tries the same shapes on the CPU; null when the CPU cannot load the model. Asked only where it decides.</param>
    public static string? Against(string provider, WarmUpResult result, Func<WarmUpResult?> onCpu)
    {
        if (result.Succeeded)
            return null;
        // Guessed shapes and invented values may simply not suit the model: its session stands, and real requests bring real ones. The CPU has
        // no device to blame; with all shapes known, lack of memory is no guess's fault.
        if (provider == ExecutionProviders.Cpu)
            return !result.FreeDimensions && result.Failures.FirstOrDefault(DeviceErrors.Is) is { } lack ? $"{provider} failed in the warm-up: {lack}" : null;
        if (result.Failures.FirstOrDefault(DeviceErrors.Is) is { } broken)
            return $"{provider} failed in the warm-up: {broken}";
        if (!result.FreeDimensions)
            return onCpu() is { Succeeded: false } ? null : $"{provider} failed in the warm-up: {result.Failure}";
        if (!result.GuessedShapes)
            return $"{provider} failed in the warm-up on a batch of 1 (give --warmup-shape if the model takes no batch of 1): {result.Failure}";
        return onCpu() is { Succeeded: true } ? $"{provider} failed in the warm-up on shapes that the CPU runs: {result.Failure}" : null;
    }
}
