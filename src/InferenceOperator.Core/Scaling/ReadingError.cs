namespace InferenceOperator.Core.Scaling;

/// <summary>Why a reading has no numbers.</summary>
public enum ReadingError
{
    /// <summary>It has.</summary>
    None,

    /// <summary>The metrics source did not answer in time, or answered with an error.</summary>
    Unreachable,

    /// <summary>The source answered something that cannot be meant (several series, a wrong unit).</summary>
    Invalid,
}
