using InferenceServer.Optimisation;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace InferenceServer.Models;

/// <summary>Makes the options of a session, the same for serving and for preparing a model.</summary>
internal static class SessionOptionsFactory
{
    /// <summary>Options for a provider.</summary>
    /// <param name="settings">How sessions are created.</param>
    /// <param name="provider">The provider to add.</param>
    /// <param name="threads">Threads inside a run.</param>
    /// <param name="engines">Where TensorRT keeps this model's engines; null for nowhere.</param>
    /// <exception cref="OnnxRuntimeException">The provider's libraries or device are not there.</exception>
    /// <exception cref="EntryPointNotFoundException">The native library does not know the provider.</exception>
    public static SessionOptions Create(SessionSettings settings, string provider, int threads, string? engines = null)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            var spinning = settings.Spin ? "1" : "0";
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning);
            options.AddSessionConfigEntry("session.inter_op.allow_spinning", spinning);
            ExecutionProviders.Append(options, provider, settings, engines);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What is left to do when a saved graph is loaded. With <see cref="OptimisationLevel.All"/> nothing is; below, ONNX Runtime goes on from
    /// where the file ends, as the rest is what makes runs fast.
    /// </summary>
    public static GraphOptimizationLevel LevelAtLoad(OptimisationLevel saved) =>
        saved == OptimisationLevel.All ? GraphOptimizationLevel.ORT_DISABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_ALL;
}
