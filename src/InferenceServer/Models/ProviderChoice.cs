namespace InferenceServer.Models;

/// <summary>Which execution provider a model should run on.</summary>
internal enum ProviderChoice
{
    /// <summary>CUDA where the native library and a device are there, else CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>CUDA, then CPU.</summary>
    Cuda,

    /// <summary>TensorRT, then CUDA, then CPU.</summary>
    TensorRt,
}
