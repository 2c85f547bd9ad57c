using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Scaling;

/// <summary>A model's load before this process came.</summary>
/// <param name="Fine">Of the last hours.</param>
/// <param name="Coarse">Of the last weeks.</param>
internal sealed record PastLoad(LoadHistory Fine, LoadHistory Coarse)
{
    /// <summary>Puts it behind what was seen since.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The state that looks for periods again, with all of it.</returns>
    public ScalingState Behind(ScalingState state) => state with
    {
        RecentLoad = state.RecentLoad.After(Fine),
        PastLoad = state.PastLoad.After(Coarse),
        Periods = LoadPeriods.None,
    };
}
