using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Integrations;

/// <summary>Looks at the caches of all configured kinds, and finds the pods of their labelled objects.</summary>
internal sealed class ForeignJobs(
    IntegrationSettings settings, IDynamicResources resources, OwnerChains chains, Pauses pauses, ForeignNotices notices, TimeProvider time)
{
    /// <summary>Looks.</summary>
    /// <param name="pods">All pods.</param>
    /// <returns>What there is.</returns>
    public ForeignView Look(IReadOnlyCollection<V1Pod> pods)
    {
        if (settings.Kinds.Count == 0)
            return ForeignView.Empty;
        var labelled = settings.Kinds.SelectMany(kind => resources.Store(kind.Type).List().Select(found => new ForeignJob(kind, found))).ToDictionary(job => job.Uid);
        var standings = labelled.Values.ToDictionary(job => job.Uid, job => StandingRules.Of(job, settings));
        notices.Tell(labelled.Values, standings);
        pauses.KeepOnly(labelled.Keys.ToHashSet());
        // A part leads on to what it is a part of: only what takes part ends the way up.
        var parts = standings.Where(standing => standing.Value.Takes).Select(standing => standing.Key).ToHashSet();
        var podsOf = PodsOf(pods, labelled, parts);
        var jobs = parts.ToDictionary(uid => uid, uid => labelled[uid] with { Pods = [.. podsOf[uid]] });
        var now = time.GetUtcNow();
        var demands = jobs.Values.Select(job => (Job: job, Demand: ForeignDemand.Of(job, pauses.Hold(job.Kind.Type, job.Uid), settings, now)))
            .Where(found => found.Demand is not null).OrderBy(found => found.Job.Name, ObjectName.Order).ToList();
        var owners = demands.SelectMany(found => found.Job.Pods.Select(pod => (pod.Metadata.Uid, found.Job.Name))).ToDictionary(pair => pair.Uid, pair => pair.Name);
        var planned = demands.Select(found => found.Job.Uid).ToHashSet();
        // What was lost stays lost when the object has completed since, or is left to somebody else.
        var losses = labelled.Values.Where(job => !planned.Contains(job.Uid)).OrderBy(job => job.Name, ObjectName.Order).SelectMany(job => job.History.LossesAt(now)).ToList();
        return new ForeignView(jobs, [.. demands.Select(found => found.Demand!)], owners) { Losses = losses };
    }

    /// <summary>Only pods of namespaces with labelled objects are looked up: in others nobody is asked for anything.</summary>
    private ILookup<string, V1Pod> PodsOf(IReadOnlyCollection<V1Pod> pods, Dictionary<string, ForeignJob> labelled, HashSet<string> parts)
    {
        var namespaces = parts.Select(uid => labelled[uid].Object.Metadata.NamespaceProperty).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>();
        var found = pods.Where(pod => namespaces.Contains(pod.Metadata.NamespaceProperty) && PodReader.HoldsGpus(pod))
            .Select(pod => (Pod: pod, Root: chains.RootOf(pod, parts, seen))).Where(pair => pair.Root is not null).ToLookup(pair => pair.Root!, pair => pair.Pod);
        chains.KeepOnly(seen);
        return found;
    }
}
