namespace InferenceServer.Conformance.Fuzzing;

/// <summary>
/// Chance that is the same on every machine and in every version: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", 2014). Each request has its own, of the run's seed and its number, so that any of them can be made again alone.
/// </summary>
internal sealed class FuzzRandom(long seed, long index)
{
    private ulong _state = unchecked((ulong)seed * 0xD1342543DE82EF95 + (ulong)index * 0x2545F4914F6CDD1D);

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        var mixed = _state = unchecked(_state + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below) => (int)(Next() % (ulong)below);

    /// <summary>Yes, once in <paramref name="times"/>.</summary>
    public bool OnceIn(int times) => Next(times) == 0;

    /// <summary>One of these.</summary>
    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    /// <summary>So many bytes.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count; at++)
            bytes[at] = (byte)Next();
        return bytes;
    }
}
