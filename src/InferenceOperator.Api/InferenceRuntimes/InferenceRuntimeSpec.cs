using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>A container template for a model format.</summary>
public sealed class InferenceRuntimeSpec
{
    /// <summary>The formats this runtime serves.</summary>
    public List<RuntimeFormat> Formats { get; set; } = [];

    /// <summary>The server's image.</summary>
    public string Image { get; set; } = "";

    /// <summary>When the image is pulled.</summary>
    public string? ImagePullPolicy { get; set; }

    /// <summary>The command, in place of the image's entry point.</summary>
    public List<string>? Command { get; set; }

    /// <summary>Arguments; $(MODEL_PATH), $(MODEL_NAME) and $(HTTP_PORT) are filled in.</summary>
    public List<string>? Args { get; set; }

    /// <summary>Environment variables; $(MODEL_PATH), $(MODEL_NAME) and $(HTTP_PORT) are filled in.</summary>
    public List<V1EnvVar>? Env { get; set; }

    /// <summary>The server's ports. The first is the one that probes, metrics and the Service use; default http 8080.</summary>
    public List<RuntimePort>? Ports { get; set; }

    /// <summary>The server's probes. Default: by protocol.</summary>
    public RuntimeProbes? Probes { get; set; }

    /// <summary>What clients speak: OpenInferenceV2, OpenAI or Custom.</summary>
    public string Protocol { get; set; } = RuntimeProtocols.OpenInferenceV2;

    /// <summary>Where latency, rate and requests in flight are read from.</summary>
    public RuntimeMetrics Metrics { get; set; } = new();

    /// <summary>Whether the server uses GPUs: Required, Optional or None.</summary>
    public string GpuSupport { get; set; } = GpuSupports.Optional;

    /// <summary>Writable folders the server needs besides /tmp, for example a cache.</summary>
    public List<string>? WritablePaths { get; set; }
}
