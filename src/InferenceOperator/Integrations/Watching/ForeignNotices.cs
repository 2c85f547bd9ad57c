using InferenceOperator.Api;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Integrations;

/// <summary>Tells owners, once for each cause, why their labelled object is left alone and which of its annotations cannot be read.</summary>
internal sealed partial class ForeignNotices(ForeignEvents events, ILogger<ForeignNotices> logger)
{
    private HashSet<(string Uid, string Message)> _told = [];

    /// <summary>Tells what has not been told yet.</summary>
    /// <param name="jobs">The labelled objects.</param>
    /// <param name="standings">Theirs, by UID.</param>
    public void Tell(IEnumerable<ForeignJob> jobs, IReadOnlyDictionary<string, Standing> standings)
    {
        var told = new HashSet<(string, string)>();
        foreach (var job in jobs)
        {
            var standing = standings[job.Uid];
            if (standing.Why is { } why && IsNew(job, why, told))
            {
                LogLeftAlone(job.Kind.Title, job.Key, why);
                events.Record(job, EventSeverity.Normal, ConditionReasons.LeftAlone, $"not touched for inference: {why}");
            }

            foreach (var problem in standing.Takes ? job.Facts.Problems : [])
            {
                if (IsNew(job, problem, told))
                    events.Record(job, EventSeverity.Warning, ConditionReasons.InvalidAnnotation, problem);
            }
        }

        _told = told;
    }

    private bool IsNew(ForeignJob job, string message, HashSet<(string, string)> told)
    {
        told.Add((job.Uid, message));
        return !_told.Contains((job.Uid, message));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Key} is left alone: {Why}")]
    private partial void LogLeftAlone(string kind, ObjectKey key, string why);
}
