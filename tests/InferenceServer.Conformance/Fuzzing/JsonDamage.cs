namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Breaks JSON by its tokens: mostly one value for another, so that what is broken is reached and not refused at the first character.</summary>
internal static class JsonDamage
{
    /// <summary>Breaks it once.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="random">What decides.</param>
    public static void Break(List<string> tokens, FuzzRandom random)
    {
        if (tokens.Count == 0)
            return;
        var at = random.Next(tokens.Count);
        switch (random.Next(14))
        {
            case 0 or 1 or 2:
                Replace(tokens, random, token => char.IsAsciiDigit(token[0]) || token[0] == '-', Nasty.Numbers);
                break;
            case 3 or 4 or 5:
                Replace(tokens, random, token => token[0] == '"', Nasty.Strings);
                break;
            case 6:
                tokens[at] = random.Pick(Nasty.Literals);
                break;
            case 7:
                tokens[at] = random.Pick(Nasty.Numbers);
                break;
            case 8:
                tokens.RemoveAt(at);
                break;
            case 9:
                // A field, an element, or a part of one, twice.
                tokens.InsertRange(at, tokens.GetRange(at, Math.Min(1 + random.Next(12), tokens.Count - at)));
                break;
            case 10:
                var other = random.Next(tokens.Count);
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 11:
                var depth = 1 + random.Next(random.OnceIn(20) ? 4000 : 80);
                tokens[at] = random.OnceIn(2) ? new string('[', depth) + new string(']', random.OnceIn(2) ? depth : 0) : string.Concat(Enumerable.Repeat("{\"a\":", depth));
                break;
            case 12:
                tokens.RemoveRange(at, tokens.Count - at);
                break;
            default:
                tokens.Insert(at, random.Pick(Nasty.Literals));
                break;
        }
    }

    private static void Replace(List<string> tokens, FuzzRandom random, Func<string, bool> which, string[] with)
    {
        var start = random.Next(tokens.Count);
        for (var step = 0; step < tokens.Count; step++)
        {
            var at = (start + step) % tokens.Count;
            if (tokens[at].Length == 0 || !which(tokens[at]))
                continue;
            tokens[at] = random.Pick(with);
            return;
        }
    }
}
