namespace InferenceServer.Models;

/// <summary>Tells the server's own failures from a request's by ONNX Runtime's words, since its error codes do not.</summary>
internal static class DeviceErrors
{
    private static readonly string[] Memory = ["failed to allocate", "bad_alloc", "out of memory", "ALLOC_FAILED"];
    private static readonly string[] Device = ["CUDA fail", "CUDA error", "CUDNN fail", "CUBLAS fail", "TensorRT EP"];

    /// <summary>Memory or device trouble: no fault of what the model was asked.</summary>
    public static bool Is(string message) => Holds(message, Memory) || Holds(message, Device);

    /// <summary>Trouble that may stay: memory comes back with the next request, a CUDA context that faulted never does.</summary>
    public static bool MayLast(string message) => Holds(message, Device) && !Holds(message, Memory);

    private static bool Holds(string message, string[] words) => words.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
