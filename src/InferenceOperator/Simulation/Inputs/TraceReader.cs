using System.Globalization;

namespace InferenceOperator.Simulation;

/// <summary>
/// Reads a recorded load: requests (<c>seconds</c> or <c>timestamp</c>, and <c>work</c> where it is known), requests of a language model
/// (<c>TIMESTAMP,ContextTokens,GeneratedTokens</c>), or rates (<c>seconds</c> or <c>timestamp</c>, and <c>rate</c>).
/// </summary>
internal static class TraceReader
{
    // A generated token takes a pass of the whole model, a token of the prompt a small part of one: 140 to 230 times less on a model of 70 billion
    // parameters, by the published measurements of Splitwise (Patel et al., 2024).
    private static readonly TokenCosts UsualTokens = new(1, 150);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tokens">What tokens cost; null: only how requests compare with one another is known.</param>
    /// <param name="seed">Seed of arrivals where only rates are known.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static LoadedTrace Read(string path, TokenCosts? tokens, ulong seed)
    {
        if (!File.Exists(path))
            throw new InputException($"--trace \"{path}\": no such file; write the path of a CSV file, or generate:diurnal");
        return Read(path, File.ReadLines(path), tokens, seed);
    }

    /// <summary>Reads lines.</summary>
    /// <param name="path">What to call the file.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="tokens">What tokens cost; null: not known.</param>
    /// <param name="seed">Seed of arrivals where only rates are known.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static LoadedTrace Read(string path, IEnumerable<string> lines, TokenCosts? tokens, ulong seed)
    {
        var name = Path.GetFileName(path);
        var table = new CsvTable(name, lines);
        var (seconds, timestamp) = (table.Find("seconds"), table.Find("timestamp"));
        if (seconds < 0 && timestamp < 0)
            throw new InputException($"{name}, line 1 \"{Shown.Short(table.Header)}\": no column says when; write a header with a column named seconds (from the start) or timestamp");
        if (seconds >= 0 && timestamp >= 0)
            throw new InputException($"{name}, line 1 \"{Shown.Short(table.Header)}\": both seconds and timestamp say when; write one of them");
        IEnumerable<(CsvRow Row, double At)> times = timestamp >= 0 ? TimesOfDay(table, timestamp) : table.Rows.Select(row => (row, table.Number(row, seconds, "seconds from the start, 0 or more, such as 12.5")));
        var rate = table.Find("rate");
        if (rate >= 0)
            return new(RateTrace.Of(name, Rates(name, table, times, rate), seed));
        var (context, generated, work) = (table.Find("contexttokens"), table.Find("generatedtokens"), table.Find("work"));
        if (context >= 0 && generated >= 0)
            return OfTokens(name, table, times, context, generated, tokens);
        return new(RecordedTrace.Of(name, [.. times.Select(time => (time.At, work < 0 ? 1 : table.Number(time.Row, work, "the work of the request, 0 or more, in any unit")))], work >= 0));
    }

    private static LoadedTrace OfTokens(string name, CsvTable table, IEnumerable<(CsvRow Row, double At)> times, int context, int generated, TokenCosts? tokens)
    {
        const string write = "a number of tokens, 0 or more";
        List<(double At, double Work)> requests =
            [.. times.Select(time => (time.At, (tokens ?? UsualTokens).Of(table.Number(time.Row, context, write), table.Number(time.Row, generated, write))))];
        var trace = RecordedTrace.Of(name, requests, withWork: true);
        return new(trace, tokens is null ? null : requests.Average(request => request.Work));
    }

    private static List<(double At, double Rate)> Rates(string name, CsvTable table, IEnumerable<(CsvRow Row, double At)> times, int rate)
    {
        List<(double At, double Rate)> rates = [];
        foreach (var (row, at) in times)
        {
            if (rates.Count > 0 && at <= rates[^1].At)
                throw new InputException($"{name}, line {row.Line}: its time is not after that of the line before: write rates in the order of time");
            rates.Add((at, table.Number(row, rate, "requests a second, 0 or more, such as 4.2")));
        }

        return rates.Count >= 2 ? rates : throw new InputException($"{name} has {rates.Count} rates: write at least two, the last one at the end of the load");
    }

    private static IEnumerable<(CsvRow Row, double At)> TimesOfDay(CsvTable table, int column)
    {
        List<(CsvRow Row, DateTimeOffset At)> read = [.. table.Rows.Select(row => (row, TimeOfDay(table, row, column)))];
        if (read.Count == 0)
            return [];
        var start = read.Min(time => time.At);
        return read.Select(time => (time.Row, (time.At - start).TotalSeconds));
    }

    private static DateTimeOffset TimeOfDay(CsvTable table, CsvRow row, int column)
    {
        var text = table.Text(row, column);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var unix) && unix is >= 0 and < 1e11)
            return DateTimeOffset.UnixEpoch.AddTicks((long)(unix * TimeSpan.TicksPerSecond));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw table.Wrong(row, column, "a time such as 2026-01-05T09:30:00.5Z, or seconds since 1970");
    }
}
