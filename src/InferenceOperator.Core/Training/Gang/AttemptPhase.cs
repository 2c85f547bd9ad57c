namespace InferenceOperator.Core.Training.Gang;

/// <summary>Where the current start of a gang stands. Persisted, so that every count is made once.</summary>
public enum AttemptPhase
{
    /// <summary>No attempt is under way.</summary>
    None,

    /// <summary>The workers of the attempt are to run.</summary>
    Active,

    /// <summary>The workers are being stopped; why is on record and counted.</summary>
    Ending,

    /// <summary>All have ended and what they said is on record: their pods may go.</summary>
    Accounted,
}
