namespace InferenceOperator.Core.Scaling;

/// <summary>The load of the past in bins of equal length, the newest last. Gaps are NaN.</summary>
public sealed record LoadHistory
{
    /// <summary>Bins of ten seconds over six hours: bursts, batch jobs, hourly patterns.</summary>
    public static LoadHistory Fine { get; } = new(TimeSpan.FromSeconds(10), 2160);

    /// <summary>Bins of five minutes over two weeks: days and weeks.</summary>
    public static LoadHistory Coarse { get; } = new(TimeSpan.FromMinutes(5), 4032);

    private readonly int _most;

    private LoadHistory(TimeSpan bin, int most)
    {
        Bin = bin;
        _most = most;
    }

    /// <summary>Length of a bin.</summary>
    public TimeSpan Bin { get; }

    /// <summary>Mean rate by bin, requests a second; the array is never written to.</summary>
    public float[] Values { get; private init; } = [];

    /// <summary>Number of the bin after the last of <see cref="Values"/>, counted from year 1: the one that is being filled.</summary>
    public long Next { get; private init; }

    private double Sum { get; init; }

    private int Count { get; init; }

    /// <summary>Adds a rate.</summary>
    /// <param name="now">When.</param>
    /// <param name="rate">Requests a second.</param>
    /// <returns>The history with it.</returns>
    public LoadHistory Add(DateTimeOffset now, double rate)
    {
        var bin = now.UtcTicks / Bin.Ticks;
        if (Next == 0 || bin < Next)
            return bin < Next && Next - bin > 1 ? this : this with { Next = Next == 0 ? bin : Next, Sum = Sum + rate, Count = Count + 1 };
        if (bin == Next)
            return this with { Sum = Sum + rate, Count = Count + 1 };
        var gap = (int)Math.Min(_most, bin - Next - 1);
        var kept = Math.Max(0, Math.Min(Values.Length, _most - 1 - gap));
        var values = new float[Math.Min(_most, kept + 1 + gap)];
        Array.Copy(Values, Values.Length - kept, values, 0, kept);
        // What is older than the length is forgotten, and not moved up to where it was not.
        if (kept < values.Length)
            values[kept] = Count == 0 || bin - Next > _most ? float.NaN : (float)(Sum / Count);
        for (var index = kept + 1; index < values.Length; index++)
            values[index] = float.NaN;
        return this with { Values = values, Next = bin, Sum = rate, Count = 1 };
    }

    /// <summary>This history with what another knows of the time before it. What both know, this one says.</summary>
    /// <param name="older">The other; of the same bins.</param>
    /// <returns>The history.</returns>
    public LoadHistory After(LoadHistory older)
    {
        if (older.Bin != Bin) throw new ArgumentException($"bins of {older.Bin}, not of {Bin}", nameof(older));
        if (Next == 0) return older;
        if (older.Next == 0) return this;
        var first = Math.Max(Next - _most, Math.Min(older.Next - older.Values.Length, Next - Values.Length));
        var values = new float[Math.Max(0, Next - first)];
        for (var bin = first; bin < Next; bin++)
            values[bin - first] = At(bin) is var own && float.IsNaN(own) ? older.SoFar(bin) : own;
        return this with { Values = values };
    }

    /// <summary>The rate of a bin.</summary>
    /// <param name="bin">Its number.</param>
    /// <returns>NaN when it is not known.</returns>
    public float At(long bin)
    {
        var index = bin - Next + Values.Length;
        return index >= 0 && index < Values.Length ? Values[index] : float.NaN;
    }

    private float SoFar(long bin) => bin == Next && Count > 0 ? (float)(Sum / Count) : At(bin);
}
