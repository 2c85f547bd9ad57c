namespace InferenceOperator.Kubernetes;

/// <summary>Settings of leader election on a coordination.k8s.io/v1 Lease.</summary>
public sealed class LeaderElectionOptions
{
    /// <summary>False: this process acts without asking. Only for a single replica and for tests.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Name of the Lease.</summary>
    public string LeaseName { get; set; } = "inference-operator";

    /// <summary>Namespace of the Lease. Null: the pod's own, or that of the kubeconfig's context, or default.</summary>
    public string? LeaseNamespace { get; set; }

    /// <summary>This replica's name in the Lease. Null: host name and a random part.</summary>
    public string? Identity { get; set; }

    /// <summary>A Lease not renewed for so long may be taken by another replica.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that could not renew for so long stops; shorter than <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between attempts to take or to renew the Lease.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);
}
