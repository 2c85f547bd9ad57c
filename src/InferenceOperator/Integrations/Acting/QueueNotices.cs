using InferenceOperator.Api;
using InferenceOperator.Core.Training;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Integrations;

/// <summary>Tells the owner of a suspended object its place in the queue whenever that changes; it has no status of ours to look at.</summary>
internal sealed class QueueNotices(ForeignEvents events)
{
    private Dictionary<string, int> _told = [];

    /// <summary>Tells what has changed.</summary>
    /// <param name="plan">The plan.</param>
    public void Tell(ForeignPlan plan)
    {
        var told = new Dictionary<string, int>();
        foreach (var job in plan.View.Jobs.Values)
        {
            if (job.State.MarkedAt is null || !plan.Grants.TryGetValue(job.Name, out var grant) || grant is not { Kind: GrantKind.Wait, QueuePosition: { } position })
                continue;
            told[job.Uid] = position;
            if (!_told.TryGetValue(job.Uid, out var before) || before != position)
                events.Record(job, EventSeverity.Normal, ConditionReasons.WaitingForGpus, $"place {position} in the queue: {grant.Reason}");
        }

        _told = told;
    }
}
