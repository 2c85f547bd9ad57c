using System.Globalization;

namespace InferenceOperator.LocalClusters.Processes;

/// <summary>A process id with its start time, so that a recycled id is never mistaken for the process that had it.</summary>
public readonly record struct ProcessIdentity(int Id, long StartTicks)
{
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId);

    /// <summary>An identity that no living process has.</summary>
    public static ProcessIdentity Gone { get; } = new(0, 0);

    /// <summary>Start ticks are 0 when there is no such process.</summary>
    public static ProcessIdentity Of(int id)
    {
        try
        {
            // proc(5): field 22 is the start time; the name in field 2 may hold spaces and brackets, so count from its end.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var dead = fields[0] is "Z" or "X";
            return new ProcessIdentity(id, dead ? 0 : long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return new ProcessIdentity(id, 0);
        }
    }

    public bool IsAlive() => StartTicks != 0 && Of(Id) == this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {StartTicks}");

    public static bool TryParse(string text, out ProcessIdentity identity)
    {
        var parts = text.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        identity = default;
        if (parts.Length != 2
            || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var ticks)) return false;
        identity = new ProcessIdentity(id, ticks);
        return true;
    }
}
