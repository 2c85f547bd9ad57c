namespace InferenceOperator.Core.Training;

/// <summary>Why a model has the replicas it has.</summary>
public enum AdmissionReason
{
    /// <summary>Every wanted replica has a place.</summary>
    Placed,

    /// <summary>GPUs are on their way.</summary>
    Reclaiming,

    /// <summary>No GPU is free and none can be taken now.</summary>
    Waiting,

    /// <summary>Some of its replicas go to a model of higher priority.</summary>
    Yielding,

    /// <summary>No node of the cluster could ever fit.</summary>
    NoSuitableNode,

    /// <summary>No node could ever fit, or none has room yet for what already runs on CPU nodes: it runs on CPU nodes.</summary>
    CpuFallback,
}
