namespace InferenceOperator.Kubernetes;

/// <summary>Settings of the operator runtime. Validated on start.</summary>
public sealed class KubernetesOperatorOptions
{
    /// <summary>Who writes: field manager of every apply, source of Events, first part of the User-Agent.</summary>
    public string FieldManager { get; set; } = "inference-operator";

    /// <summary>Version in the User-Agent.</summary>
    public string Version { get; set; } = "0.1.0";

    /// <summary>Kubeconfig file. Null: the file named by KUBECONFIG, else the pod's service account, else ~/.kube/config.</summary>
    public string? KubeconfigPath { get; set; }

    /// <summary>Watch this namespace only. Null: all.</summary>
    public string? WatchNamespace { get; set; }

    /// <summary>
    /// Requests per second that the process sends to the API server, on average. Watches count once. It is a fuse, no pace: servers keep their
    /// clients fair themselves (API Priority and Fairness, since 1.20), and a few hundred workers that stop at once are a thousand writes.
    /// </summary>
    public double QueriesPerSecond { get; set; } = 200;

    /// <summary>Requests that may be sent at once before the average holds.</summary>
    public int Burst { get; set; } = 400;

    /// <summary>How long one attempt of one request may take; watches excepted.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A watch on which nothing arrives for so long is opened anew.</summary>
    public TimeSpan WatchIdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Objects of a page of a list.</summary>
    public int ListPageSize { get; set; } = 500;

    /// <summary>Every object is reconciled at least this often; zero: never without a change.</summary>
    public TimeSpan ResyncPeriod { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one reconcile may take before it is cancelled and retried.</summary>
    public TimeSpan ReconcileTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Objects of a kind that are reconciled at once.</summary>
    public int WorkersPerController { get; set; } = 4;

    /// <summary>Further objects of a kind that are reconciled at once when that is urgent: hundreds of jobs that give way do not wait for one another.</summary>
    public int UrgentWorkersPerController { get; set; } = 12;

    /// <summary>First delay after a failed reconcile; doubles with each further failure.</summary>
    public TimeSpan BackoffBase { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest delay after a failed reconcile.</summary>
    public TimeSpan BackoffCap { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How one replica is chosen to act.</summary>
    public LeaderElectionOptions LeaderElection { get; } = new();
}
