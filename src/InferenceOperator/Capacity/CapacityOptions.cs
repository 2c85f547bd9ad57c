namespace InferenceOperator.Capacity;

/// <summary>The pace of the capacity plan.</summary>
internal sealed class CapacityOptions
{
    /// <summary>Changes within this time make one plan. Default 50 ms.</summary>
    public TimeSpan Debounce { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>So many plans may follow one another at that pace. Default 12: a reclaim of one GPU takes six to eight.</summary>
    public int PlansAtOnce { get; set; } = 12;

    /// <summary>And so many a second when changes go on and on, as when hundreds of workers stop: each plan is followed by writes. Default 3.</summary>
    public double PlansPerSecond { get; set; } = 3;

    /// <summary>A plan is made at least this often, whatever was missed. Default 30 s.</summary>
    public TimeSpan Resync { get; set; } = TimeSpan.FromSeconds(30);
}
