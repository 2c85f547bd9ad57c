namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>What a job is doing.</summary>
internal enum JobPhase
{
    /// <summary>It has no workers.</summary>
    Waiting,

    /// <summary>Its workers are being placed, start, load or work.</summary>
    Active,

    /// <summary>Its workers were asked to stop, and hold their GPUs until they are gone.</summary>
    Stopping,

    /// <summary>Its work is done.</summary>
    Finished,
}
