using InferenceOperator.Boards;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Capacity;

/// <summary>
/// The capacity plan, by UID of the object that an entry speaks of: a grant to a job that was deleted and made again is not the new job's.
/// Written by <see cref="CapacityLoop"/> alone.
/// </summary>
internal sealed class PlanBoard
{
    private PublishedPlan? _latest;

    /// <summary>What the plan says to each ModelDeployment.</summary>
    public ObjectBoard<ModelAdmission> Models { get; } = new();

    /// <summary>What the plan says to each TrainingJob.</summary>
    public ObjectBoard<TrainingGrant> TrainingJobs { get; } = new();

    /// <summary>The whole plan; null until the first one is made.</summary>
    public PublishedPlan? Latest => Volatile.Read(ref _latest);

    /// <summary>Puts a plan in force.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="modelUids">UIDs of the models that it speaks of.</param>
    /// <param name="jobUids">UIDs of the jobs that it speaks of.</param>
    /// <param name="at">When it was made.</param>
    /// <returns>What is different from the last plan.</returns>
    public PlanChanges Publish(
        CapacityPlan plan, IReadOnlyDictionary<ObjectName, string> modelUids, IReadOnlyDictionary<ObjectName, string> jobUids, DateTimeOffset at)
    {
        var before = Interlocked.Exchange(ref _latest, new PublishedPlan(plan, at));
        return new PlanChanges(
            Put(Models, plan.Models, modelUids),
            Put(TrainingJobs, plan.TrainingJobs, jobUids),
            before is null || !before.Plan.Gpus.SequenceEqual(plan.Gpus) || !before.Plan.Waste.SequenceEqual(plan.Waste));
    }

    private static List<EntryChange<TEntry>> Put<TEntry>(
        ObjectBoard<TEntry> board, IReadOnlyDictionary<ObjectName, TEntry> entries, IReadOnlyDictionary<ObjectName, string> uids)
        where TEntry : class
    {
        var changes = new List<EntryChange<TEntry>>();
        var known = entries.Where(entry => uids.ContainsKey(entry.Key)).ToList();
        foreach (var (name, entry) in known)
        {
            var before = board.Get(uids[name]);
            if (board.Set(uids[name], entry))
                changes.Add(new EntryChange<TEntry>(name, uids[name], before, entry));
        }

        board.KeepOnly(known.Select(entry => uids[entry.Key]).ToHashSet());
        return changes;
    }
}
