using System.Globalization;
using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What a plan says to a model, with the GPU arithmetic in words.</summary>
internal static class Admissions
{
    public static ModelAdmission Of(ClusterView view, PlacedModel model, Reclaim reclaim, DateTimeOffset now)
    {
        var (wanted, current) = (model.Demand.WantedReplicas, model.Demand.CurrentReplicas);
        if (model.NoSuitableNode) return NoNode(model, wanted, current);
        // Replicas that exist are not taken back because their pods are being replaced: only the scaling decision lowers them. Those on CPU
        // nodes have no place to be replaced in but the ones found.
        var admitted = model.StaysOnCpu ? wanted : model.Demand.OnCpu ? model.Placed : Math.Max(model.Placed, Math.Min(wanted, current));
        var surge = model.StaysOnCpu || SurgeRoom.Of(view, model);
        if (model.Unmet <= 0) return new ModelAdmission(wanted, admitted, AdmissionReason.Placed, null, surge);

        var (free, total) = view.Free.Count(model.Demand.Ask);
        var shortage = $"{model.Unmet} of {wanted} replicas need {model.Demand.Ask.Describe()} each; {Math.Max(0, free)} of {total} free{Late(view, model.Demand.Ask)}";
        if (model.Coming == 0)
            return new ModelAdmission(wanted, admitted, Reason(model, AdmissionReason.Waiting), $"{shortage}; none can be taken from training now", surge);
        var left = TimeLeft(view, model, reclaim, now);
        var gpus = model.Coming * model.Demand.Ask.Count;
        return new ModelAdmission(
            wanted, admitted, Reason(model, AdmissionReason.Reclaiming), $"{shortage}; reclaiming {gpus}{Sources(view, model, reclaim)}, at most {Seconds(left)} s left", surge, gpus, left);
    }

    private static AdmissionReason Reason(PlacedModel model, AdmissionReason reason) => model.StaysOnCpu ? AdmissionReason.CpuFallback : reason;

    private static ModelAdmission NoNode(PlacedModel model, int wanted, int current) => model.Demand.CpuFallback
        ? new ModelAdmission(wanted, wanted, AdmissionReason.CpuFallback, null, CanSurge: true)
        : new ModelAdmission(
            wanted, Math.Min(wanted, current), AdmissionReason.NoSuitableNode,
            $"no node of the cluster could ever fit: a replica needs {model.Demand.Ask.Describe()} on one node", CanSurge: false);

    private static string Sources(ClusterView view, PlacedModel model, Reclaim reclaim)
    {
        var victims = reclaim.Victims.Values.Where(victim => victim.ForModel == model.Demand.Name).Select(victim => victim.Job);
        var jobs = victims.Concat(view.Jobs.Where(job => job.Pods.Any(view.Leaving.Soon))).Select(job => job.Demand.Name).Distinct().Order(ObjectName.Order).ToList();
        return jobs.Count == 0 ? "" : $" from training {string.Join(", ", jobs.Take(3))}{(jobs.Count > 3 ? $" and {jobs.Count - 3} more" : "")}";
    }

    /// <summary>What is held by pods that were asked to stop and do not in time.</summary>
    private static string Late(ClusterView view, GpuAsk ask)
    {
        var late = view.Snapshot.Pods.Where(pod => pod is { Terminating: true, Node: not null } && pod.Gpus.ContainsKey(ask.Resource)
            && !view.Leaving.Soon(pod) && view.Suits(pod.Node, ask)).OrderBy(pod => pod.Name, ObjectName.Order).ToList();
        return late.Count == 0 ? "" : $"; {late.Sum(pod => pod.Gpus[ask.Resource])} held by {late[0].Name}{(late.Count > 1 ? $" and {late.Count - 1} more" : "")}, asked to stop and not gone in time";
    }

    /// <summary>Until the last of them must have stopped: a stopping pod's own deadline, or the grace period of one that is asked now.</summary>
    private static TimeSpan TimeLeft(ClusterView view, PlacedModel model, Reclaim reclaim, DateTimeOffset now)
    {
        var stopping = view.Snapshot.Pods.Where(pod => pod.StopDeadline > now && view.Leaving.Soon(pod)).Select(pod => pod.StopDeadline!.Value - now);
        var asked = reclaim.Victims.Values.Where(victim => victim.ForModel == model.Demand.Name).Select(victim => victim.Job.Demand.GracePeriod);
        return stopping.Concat(asked).DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
