using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace InferenceOperator.Translation;

/// <summary>Durations as Go and Kubernetes write them: <c>80ms</c>, <c>1.5s</c>, <c>1h30m</c>. Never negative; exact to 100 ns.</summary>
public static class GoDuration
{
    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("ns", 0.01m),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("µs", TimeSpan.TicksPerMicrosecond), // U+00B5, the micro sign
        ("μs", TimeSpan.TicksPerMicrosecond), // U+03BC, the Greek letter
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a duration.</summary>
    /// <param name="text">Such as <c>1h30m</c>.</param>
    /// <exception cref="FormatException">The text is no duration; the message says what to write.</exception>
    public static TimeSpan Parse(string? text) => TryParse(text, out var duration, out var error) ? duration : throw new FormatException(error);

    /// <summary>Reads a duration.</summary>
    /// <param name="text">Such as <c>1h30m</c>.</param>
    /// <param name="duration">The duration, or zero.</param>
    public static bool TryParse(string? text, out TimeSpan duration) => TryParse(text, out duration, out _);

    /// <summary>Reads a duration and says what is wrong with it.</summary>
    /// <param name="text">Such as <c>1h30m</c>.</param>
    /// <param name="duration">The duration, or zero.</param>
    /// <param name="error">What is wrong and what to write instead; null when nothing is.</param>
    public static bool TryParse(string? text, out TimeSpan duration, [NotNullWhen(false)] out string? error)
    {
        duration = TimeSpan.Zero;
        error = null;
        if (text == "0")
            return true;
        var rest = text.AsSpan();
        decimal ticks = 0;
        do
        {
            if (!TakeNumber(ref rest, out var number))
                return Refuse(text, "is no duration", out error);
            if (!TakeUnit(ref rest, out var unit))
                return Refuse(text, "has a number without a unit", out error);
            if (number > (long.MaxValue - ticks) / unit)
                return Refuse(text, "is too long", out error);
            ticks += number * unit;
        }
        while (!rest.IsEmpty);
        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>Writes a duration in the shortest way that reads back as the same: <c>1h30m</c>, <c>90ms</c>, <c>0s</c>.</summary>
    /// <param name="duration">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration < TimeSpan.FromSeconds(1))
            return FormatBelowOneSecond(duration.Ticks);
        var text = new StringBuilder();
        var hours = duration.Ticks / TimeSpan.TicksPerHour;
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (duration.Minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{duration.Minutes}m");
        var seconds = duration.Ticks % TimeSpan.TicksPerMinute / (decimal)TimeSpan.TicksPerSecond;
        if (seconds > 0)
            text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#######}s");
        return text.ToString();
    }

    private static string FormatBelowOneSecond(long ticks) => ticks switch
    {
        0 => "0s",
        >= TimeSpan.TicksPerMillisecond => string.Create(CultureInfo.InvariantCulture, $"{ticks / (decimal)TimeSpan.TicksPerMillisecond:0.####}ms"),
        >= TimeSpan.TicksPerMicrosecond => string.Create(CultureInfo.InvariantCulture, $"{ticks / (decimal)TimeSpan.TicksPerMicrosecond:0.#}us"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ticks * 100}ns"),
    };

    private static bool TakeNumber(ref ReadOnlySpan<char> rest, out decimal number)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == '.'))
            length++;
        var digits = rest[..length];
        rest = rest[length..];
        // Twenty digits are beyond any TimeSpan and still far from decimal's own limit.
        number = 0;
        return length is > 0 and <= 20 && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static bool TakeUnit(ref ReadOnlySpan<char> rest, out decimal ticks)
    {
        var length = 0;
        while (length < rest.Length && !char.IsAsciiDigit(rest[length]) && rest[length] != '.')
            length++;
        var name = rest[..length];
        rest = rest[length..];
        foreach (var unit in Units)
        {
            if (!name.SequenceEqual(unit.Unit))
                continue;
            ticks = unit.Ticks;
            return true;
        }

        ticks = 0;
        return false;
    }

    private static bool Refuse(string? text, string problem, out string error)
    {
        error = $"\"{text}\" {problem}: write numbers with units ns, us, ms, s, m or h, such as 80ms or 1h30m";
        return false;
    }
}
