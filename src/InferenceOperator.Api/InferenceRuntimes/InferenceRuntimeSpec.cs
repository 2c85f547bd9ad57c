using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>A container template for a model format.</summary>
[Rule("self.protocol != 'Custom' || !has(self.metrics.preset)", RuleMessages.MetricsOfCustomProtocol, FieldPath = ".metrics")]
public sealed class InferenceRuntimeSpec
{
    /// <summary>The formats this runtime serves.</summary>
    [Required, ListMap("name"), MaxLength(32)]
    [Rule("self.size() > 0", RuleMessages.RuntimeFormats)]
    public List<RuntimeFormat> Formats { get; set; } = [];

    /// <summary>The server's image.</summary>
    [Required, StringLength(1024)]
    [Rule("self != ''", RuleMessages.RuntimeImage)]
    public string Image { get; set; } = "";

    /// <summary>When the image is pulled.</summary>
    [AllowedValues("Always", "IfNotPresent", "Never")]
    public string? ImagePullPolicy { get; set; }

    /// <summary>The command, in place of the image's entry point.</summary>
    [MaxLength(64), ItemLength(4096, Minimum = 0)]
    public List<string>? Command { get; set; }

    /// <summary>Arguments; $(MODEL_PATH), $(MODEL_NAME) and $(HTTP_PORT) are filled in.</summary>
    [MaxLength(256), ItemLength(4096, Minimum = 0)]
    public List<string>? Args { get; set; }

    /// <summary>Environment variables; $(MODEL_PATH), $(MODEL_NAME) and $(HTTP_PORT) are filled in.</summary>
    [ListMap("name"), MaxLength(100)]
    public List<V1EnvVar>? Env { get; set; }

    /// <summary>The server's ports. The first is the one that probes, metrics and the Service use; default http 8080.</summary>
    [ListMap("name"), MaxLength(8)]
    [Rule("self.all(port, self.exists_one(other, other.containerPort == port.containerPort))", RuleMessages.UniquePorts)]
    public List<RuntimePort>? Ports { get; set; }

    /// <summary>The server's probes. Default: by protocol.</summary>
    public RuntimeProbes? Probes { get; set; }

    /// <summary>What clients speak: OpenInferenceV2, OpenAI or Custom.</summary>
    [AllowedValues(RuntimeProtocols.OpenInferenceV2, RuntimeProtocols.OpenAI, RuntimeProtocols.Custom)]
    public string Protocol { get; set; } = RuntimeProtocols.OpenInferenceV2;

    /// <summary>Where latency, rate and requests in flight are read from.</summary>
    public RuntimeMetrics Metrics { get; set; } = new();

    /// <summary>Whether the server uses GPUs: Required, Optional or None.</summary>
    [AllowedValues(GpuSupports.Required, GpuSupports.Optional, GpuSupports.None)]
    public string GpuSupport { get; set; } = GpuSupports.Optional;

    /// <summary>Writable folders the server needs besides /tmp, for example a cache.</summary>
    [ListSet, MaxLength(16), ItemLength(1024)]
    [Rule("self.all(path, path.startsWith('/'))", RuleMessages.AbsolutePaths)]
    public List<string>? WritablePaths { get; set; }
}
