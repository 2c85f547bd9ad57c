using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics;

namespace InferenceOperator.Hosting;

/// <summary>What the operator was started with. Validated on start.</summary>
internal sealed class OperatorOptions
{
    /// <summary>Namespace to watch; null: all.</summary>
    public string? Namespace { get; set; }

    /// <summary>Kubeconfig file; null: KUBECONFIG, the pod's service account, or ~/.kube/config.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Replicas of the operator agree on one that acts.</summary>
    public bool LeaderElect { get; set; } = true;

    /// <summary>Name of the Lease; replicas of one installation share it.</summary>
    public string LeaderElectionName { get; set; } = new LeaderElectionOptions().LeaseName;

    /// <summary>Namespace of the Lease; null: the pod's own.</summary>
    public string? LeaderElectionNamespace { get; set; }

    /// <summary>Base address of Prometheus; null: there is none.</summary>
    public Uri? PrometheusUrl
    {
        get => Prometheus.Url is { } url ? new Uri(url, UriKind.RelativeOrAbsolute) : null;
        set => Prometheus.Url = value?.OriginalString;
    }

    /// <summary>How to speak with Prometheus, its address included.</summary>
    public PrometheusOptions Prometheus { get; } = new();

    /// <summary>Time between two readings of the signals.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Read models from their pods when Prometheus has nothing for them, or there is none.</summary>
    public bool DirectScrape { get; set; } = true;

    /// <summary>Kinds of other controllers that take part in the capacity plan.</summary>
    public IReadOnlyList<Integration> TrainingIntegrations { get; set; } = [];

    /// <summary>Address that health and metrics listen on; * for all.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port of health and metrics; 0 takes a free one.</summary>
    public int MetricsPort { get; set; } = 8080;

    /// <summary>Image of the init container that pulls models.</summary>
    public string PullImage { get; set; } = "inference-server:latest";

    /// <summary>When nodes pull that image: Always, IfNotPresent or Never; null: Kubernetes' own choice, by the tag.</summary>
    public string? PullImagePullPolicy { get; set; }

    /// <summary>Log as one JSON object a line.</summary>
    public bool JsonLogs { get; set; }
}
