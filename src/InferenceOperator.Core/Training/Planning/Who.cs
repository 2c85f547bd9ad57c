namespace InferenceOperator.Core.Training.Planning;

/// <summary>Who gives GPUs, in the order in which they are asked.</summary>
internal enum Who
{
    /// <summary>A job whose workers are stopping anyway: all of it before anything of a job that runs.</summary>
    Stopping,

    /// <summary>A job that the last plan asked: it may have begun to stop, and another would be stopped beside it.</summary>
    Asked,

    /// <summary>Any other job.</summary>
    Job,

    /// <summary>A replica of a model of lower priority, beyond its minReplicas.</summary>
    Replica,

    /// <summary>One of the fewest replicas that its owner wants.</summary>
    NeededReplica,
}
