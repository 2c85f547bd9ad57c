namespace InferenceOperator.Capacity;

/// <summary>The pace of the capacity plan.</summary>
internal sealed class CapacityOptions
{
    /// <summary>Changes within this time make one plan. Default 50 ms.</summary>
    public TimeSpan Debounce { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A plan is made at least this often, whatever was missed. Default 30 s.</summary>
    public TimeSpan Resync { get; set; } = TimeSpan.FromSeconds(30);
}
