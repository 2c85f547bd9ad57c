using System.Globalization;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>A load that is made up: <c>generate:KIND[,seed=N][,rate=R]</c>.</summary>
/// <param name="Kind">Its shape.</param>
/// <param name="Seed">Same seed, same load; null: the simulation's own.</param>
/// <param name="Rate">Mean requests a second; null: what some replicas carry.</param>
internal sealed record GeneratedTrace(TraceClass Kind, ulong? Seed, double? Rate)
{
    /// <summary>What an address of a made-up load begins with.</summary>
    public const string Scheme = "generate:";

    private static readonly Dictionary<string, TraceClass> Kinds = new()
    {
        ["diurnal"] = TraceClass.Diurnal,
        ["burst"] = TraceClass.Burst,
        ["step"] = TraceClass.Step,
        ["flash-crowd"] = TraceClass.FlashCrowd,
        ["on-off"] = TraceClass.OnOff,
        ["slow-ramp"] = TraceClass.SlowRamp,
        ["constant"] = TraceClass.Constant,
        ["broken-period"] = TraceClass.BrokenPeriod,
    };

    /// <summary>Reads it.</summary>
    /// <param name="text">Such as <c>generate:burst,seed=2,rate=12</c>.</param>
    /// <returns>What to make.</returns>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static GeneratedTrace Parse(string text)
    {
        var parts = text[Scheme.Length..].Split(',');
        if (!Kinds.TryGetValue(parts[0], out var kind))
            throw Wrong($"\"{Shown.Short(parts[0])}\" is no shape: write {string.Join(", ", Kinds.Keys)}");
        var made = new GeneratedTrace(kind, null, null);
        foreach (var part in parts.Skip(1))
        {
            var (key, value) = part.Split('=', 2) is [var name, var given] ? (name, given) : (part, "");
            made = key switch
            {
                "seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => made with { Seed = seed },
                "seed" => throw Wrong($"seed \"{Shown.Short(value)}\": write a whole number, 0 or more"),
                "rate" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and < 1e5 => made with { Rate = rate },
                "rate" => throw Wrong($"rate \"{Shown.Short(value)}\": write mean requests a second, more than 0"),
                _ => throw Wrong($"\"{Shown.Short(part)}\" is not known: write seed=1 or rate=12"),
            };
        }

        return made;

        InputException Wrong(string message) => new($"--trace \"{Shown.Short(text)}\": {message}");
    }

    /// <summary>Makes it.</summary>
    /// <param name="capacity">Requests a second that one replica carries within the objective.</param>
    /// <param name="seed">The simulation's seed.</param>
    /// <returns>The trace.</returns>
    public Trace Make(double capacity, ulong seed)
    {
        var used = Seed ?? seed;
        var unit = Rate is { } wanted ? wanted / MeanLoad(used) : capacity;
        var kind = Kinds.First(pair => pair.Value == Kind).Key;
        return TraceGenerator.Generate(Kind, used, unit) with { Name = string.Create(CultureInfo.InvariantCulture, $"{Scheme}{kind},seed={used}") };
    }

    /// <summary>The shape's mean, in replicas: shapes are drawn before arrivals, so that few arrivals show the same shape.</summary>
    private double MeanLoad(ulong seed)
    {
        const double few = 0.01;
        var sparse = TraceGenerator.Generate(Kind, seed, few);
        return Enumerable.Range(0, (int)sparse.DurationSeconds).Average(second => sparse.RateOf(second)) / few;
    }
}
