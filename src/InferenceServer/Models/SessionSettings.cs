namespace InferenceServer.Models;

/// <summary>How sessions are created.</summary>
/// <param name="Provider">The wanted execution provider.</param>
/// <param name="RequireProvider">Refuse to load the model where the wanted provider cannot be had.</param>
/// <param name="DeviceId">The GPU's index among those the process sees.</param>
/// <param name="GpuMemoryLimitBytes">Limit of the CUDA arena in bytes; 0 for none.</param>
/// <param name="EngineCacheDirectory">Where TensorRT keeps built engines; null for none.</param>
/// <param name="Threads">Threads inside one run; 0 shares the CPUs that the container may use among the instances.</param>
/// <param name="Instances">Sessions of one model, each with its own weights and threads; runs go to the least busy.</param>
/// <param name="Spin">Let idle threads spin for work: lower latency, and CPU time that a limited container is then throttled for.</param>
internal sealed record SessionSettings(
    ProviderChoice Provider = ProviderChoice.Auto,
    bool RequireProvider = false,
    int DeviceId = 0,
    long GpuMemoryLimitBytes = 0,
    string? EngineCacheDirectory = null,
    int Threads = 0,
    int Instances = 1,
    bool Spin = false);
