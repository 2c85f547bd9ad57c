namespace InferenceOperator.Core.Training.Gang;

/// <summary>Where the current start of a gang stands. Persisted, so that every count is made once.</summary>
public enum AttemptPhase
{
    /// <summary>No attempt is under way: what the last one said is on record, and its pods may go.</summary>
    None,

    /// <summary>The workers of the attempt are to run.</summary>
    Active,

    /// <summary>The workers are being stopped; why is on record and counted.</summary>
    Ending,
}
