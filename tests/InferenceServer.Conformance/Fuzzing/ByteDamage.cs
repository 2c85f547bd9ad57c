namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Breaks bytes without knowing what they mean.</summary>
internal static class ByteDamage
{
    /// <summary>A broken copy.</summary>
    public static byte[] Break(byte[] bytes, FuzzRandom random)
    {
        if (bytes.Length == 0)
            return random.Bytes(1 + random.Next(40));
        var at = random.Next(bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. random.Bytes(1 + random.Next(8)), .. bytes[at..]];
            case 2:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + random.Next(8))..]];
            case 3:
                return [.. bytes, .. random.Bytes(1 + random.Next(40))];
            default:
                var changed = (byte[])bytes.Clone();
                for (var times = 1 + random.Next(4); times > 0; times--)
                    changed[random.Next(changed.Length)] = (byte)random.Next();
                return changed;
        }
    }
}
