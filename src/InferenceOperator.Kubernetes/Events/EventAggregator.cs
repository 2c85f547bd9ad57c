using System.Globalization;

namespace InferenceOperator.Kubernetes;

/// <summary>Folds repeated Events: the same one again raises a count, and many alike of one object share one Event.</summary>
internal sealed class EventAggregator
{
    /// <summary>Different messages of one reason for one object after which they share one Event.</summary>
    internal const int DifferentMessages = 10;
    private const int MostRemembered = 4096;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, Series> _series = [];
    private readonly Dictionary<string, Alike> _alike = [];

    /// <summary>Decides how an Event is written.</summary>
    public EventSeries Add(EventRequest request)
    {
        Trim(request.Time);
        var group = string.Create(CultureInfo.InvariantCulture, $"{request.About.Uid}\n{request.About.NamespaceProperty}/{request.About.Name}\n{request.Type}\n{request.Reason}");
        var alike = _alike.GetValueOrDefault(group);
        if (alike is null || request.Time - alike.Since > Window) _alike[group] = alike = new Alike(request.Time, []);
        var folded = !alike.Messages.Contains(request.Message) && alike.Messages.Count >= DifferentMessages;
        if (!folded) alike.Messages.Add(request.Message);

        var key = folded ? group : $"{group}\n{request.Message}";
        var message = folded ? $"(combined from similar events): {request.Message}" : request.Message;
        var known = _series.GetValueOrDefault(key);
        var next = known is null || request.Time - known.Last > Window
            ? new Series(Guid.NewGuid().ToString("N")[..16], request.Time, request.Time, 1)
            : known with { Last = request.Time, Count = known.Count + 1 };
        _series[key] = next;
        return new EventSeries(next.Id, message, next.First, next.Last, next.Count);
    }

    private void Trim(DateTime now)
    {
        if (_series.Count < MostRemembered) return;
        foreach (var key in _series.Where(pair => now - pair.Value.Last > Window).Select(pair => pair.Key).ToList()) _series.Remove(key);
        foreach (var key in _alike.Where(pair => now - pair.Value.Since > Window).Select(pair => pair.Key).ToList()) _alike.Remove(key);
        if (_series.Count < MostRemembered) return;
        _series.Clear();
        _alike.Clear();
    }

    private sealed record Series(string Id, DateTime First, DateTime Last, int Count);

    private sealed record Alike(DateTime Since, HashSet<string> Messages);
}
