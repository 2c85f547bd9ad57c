namespace InferenceOperator.Core.Simulation;

/// <summary>The shapes of load that are generated.</summary>
public enum TraceClass
{
    /// <summary>A smooth wave, as days are.</summary>
    Diurnal,

    /// <summary>Short bursts at random times.</summary>
    Burst,

    /// <summary>Up at once, and back later.</summary>
    Step,

    /// <summary>Up in seconds to many times the usual, then slowly back.</summary>
    FlashCrowd,

    /// <summary>A job that calls for some minutes and rests for some, regularly.</summary>
    OnOff,

    /// <summary>Up and down again slowly.</summary>
    SlowRamp,

    /// <summary>No change at all.</summary>
    Constant,

    /// <summary>A wave whose period breaks: it skips a third of a period and goes on.</summary>
    BrokenPeriod,
}
