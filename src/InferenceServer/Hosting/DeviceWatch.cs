using InferenceServer.Models;

namespace InferenceServer.Hosting;

/// <summary>
/// Ends the server when its GPU fails run after run: a CUDA context that faulted never recovers within its process, and a server that
/// fails fast would stay ready and draw requests. The kubelet starts a new process, with a new context.
/// </summary>
internal sealed partial class DeviceWatch(ServerState state, IHostApplicationLifetime application, ILogger<DeviceWatch> logger)
{
    /// <summary>So many device errors without a run in between that went through are taken for lasting.</summary>
    public const int Limit = 3;

    private int _inARow;

    /// <summary>Why the server ends; null while the device works.</summary>
    public string? Failure { get; private set; }

    /// <summary>A run went through.</summary>
    public void Worked(ServedModel model)
    {
        // Runs on the CPU say nothing of the GPU.
        if (model.Provider != ExecutionProviders.Cpu && Volatile.Read(ref _inARow) > 0)
            Volatile.Write(ref _inARow, 0);
    }

    /// <summary>A run failed with these words of ONNX Runtime's.</summary>
    public void Failed(ServedModel model, string message)
    {
        if (!DeviceErrors.MayLast(message) || Interlocked.Increment(ref _inARow) != Limit)
            return;
        Failure = $"model {model.Source.Name} failed on {model.Provider} {Limit} times in a row: {message}";
        LogBroken(Failure);
        state.BeginDrain();
        application.StopApplication();
    }

    [LoggerMessage(1, LogLevel.Critical, "The device does not work any more, the server ends: {Reason}")]
    private partial void LogBroken(string reason);
}
