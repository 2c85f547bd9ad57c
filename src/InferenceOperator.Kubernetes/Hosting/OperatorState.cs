namespace InferenceOperator.Kubernetes;

/// <summary>Where the runtime stands, for health and readiness.</summary>
public sealed class OperatorState
{
    private volatile bool _storesSynced;
    private volatile bool _isLeader;

    /// <summary>True once every cache has its first list.</summary>
    public bool StoresSynced
    {
        get => _storesSynced;
        internal set => _storesSynced = value;
    }

    /// <summary>True while this process acts.</summary>
    public bool IsLeader
    {
        get => _isLeader;
        internal set
        {
            _isLeader = value;
            OperatorMetrics.Leading.Set(value ? 1 : 0);
        }
    }
}
