using System.Globalization;
using InferenceServer.Models;

namespace InferenceServer.CommandLine;

/// <summary>Parsers for option values; each throws <see cref="FormatException"/> with what to write instead.</summary>
internal static class Values
{
    /// <summary>A whole number in a range.</summary>
    public static int Int(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : throw new FormatException($"write a whole number from {minimum} to {maximum}");

    /// <summary>A TCP port.</summary>
    public static int Port(string text) => Int(text, 0, 65535);

    /// <summary>Seconds, fractions allowed.</summary>
    public static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 86_400
            ? TimeSpan.FromSeconds(value)
            : throw new FormatException("write seconds from 0 to 86400");

    /// <summary>Seconds, fractions allowed, of a time limit: a limit of nothing would end everything.</summary>
    public static TimeSpan Limit(string text) =>
        Seconds(text) is var limit && limit >= TimeSpan.FromMilliseconds(1) ? limit : throw new FormatException("write seconds from 0.001 to 86400");

    /// <summary>Milliseconds, fractions allowed.</summary>
    public static TimeSpan Milliseconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 60_000
            ? TimeSpan.FromMilliseconds(value)
            : throw new FormatException("write milliseconds from 0 to 60000");

    /// <summary>On or off.</summary>
    public static bool Flag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new FormatException("write true or false"),
    };

    /// <summary>An IP address, or <c>*</c> for all addresses.</summary>
    public static string Address(string text) => text switch
    {
        "*" => text,
        "localhost" => "127.0.0.1",
        _ => System.Net.IPAddress.TryParse(text, out _) ? text : throw new FormatException("write an IP address, or * for all"),
    };

    /// <summary>An execution provider.</summary>
    public static ProviderChoice Provider(string text) => text.ToLowerInvariant() switch
    {
        "auto" => ProviderChoice.Auto,
        "cpu" => ProviderChoice.Cpu,
        "cuda" => ProviderChoice.Cuda,
        "tensorrt" => ProviderChoice.TensorRt,
        _ => throw new FormatException("write auto, cpu, cuda or tensorrt"),
    };

    /// <summary>A SHA-256 in hexadecimal, made lower-case.</summary>
    public static string Sha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit)
        ? text.ToLowerInvariant()
        : throw new FormatException("write 64 hexadecimal digits");

    /// <summary><c>NAME=PATH</c>.</summary>
    public static ModelSource Model(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? ModelSources.Locate(text[..equals], text[(equals + 1)..])
            : throw new FormatException($"--model '{text}': write NAME=PATH");
    }

    /// <summary>Shapes by input, each <c>input=1,3,640,640</c>.</summary>
    public static Dictionary<string, long[]> Shapes(IEnumerable<string> texts)
    {
        var shapes = new Dictionary<string, long[]>();
        foreach (var (input, shape) in texts.Select(Shape))
        {
            if (!shapes.TryAdd(input, shape))
                throw new FormatException($"--warmup-shape: the input '{input}' is given twice");
        }

        return shapes;
    }

    /// <summary><c>input=1,3,640,640</c>.</summary>
    public static KeyValuePair<string, long[]> Shape(string text)
    {
        var equals = text.LastIndexOf('=');
        var sizes = text[(equals + 1)..].Split(',');
        return equals > 0 && sizes.All(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? new(text[..equals], [.. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))])
            : throw new FormatException($"--warmup-shape '{text}': write INPUT=1,3,640,640");
    }
}
