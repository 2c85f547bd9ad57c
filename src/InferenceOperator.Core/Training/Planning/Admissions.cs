using System.Globalization;
using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What a plan says to its models, with the GPU arithmetic in words.</summary>
internal sealed class Admissions(ClusterView view, Reclaim reclaim, DateTimeOffset now)
{
    private readonly Shortages _shortages = new(view, reclaim, now);
    private readonly NextReplicas _next = new(view, reclaim, now);

    public ModelAdmission Of(PlacedModel model) => Decide(model) with
    {
        NextReplica = model.NoSuitableNode ? null : _next.WaitOf(model),
        SurgeAsked = model.Demand.WantsSurge,
        SurgeComing = model.SurgeComing ? $"reclaiming {model.Demand.Ask.Count}{_shortages.Sources(model)}, at most {Seconds(TimeLeft(model))} s left" : null,
    };

    private ModelAdmission Decide(PlacedModel model)
    {
        var (wanted, current) = (model.Demand.WantedReplicas, model.Demand.CurrentReplicas);
        if (model.NoSuitableNode) return NoNode(model, wanted, current);
        // Replicas that exist are not taken back because their pods are being replaced: only the scaling decision lowers them, or a model of
        // higher priority. Those on CPU nodes have no place to be replaced in but the ones found.
        var yields = reclaim.Yields.GetValueOrDefault(model.Demand.Name);
        var admitted = yields is not null ? yields.Left
            : model.StaysOnCpu ? wanted
            : model.Demand.OnCpu ? model.Placed
            : Math.Max(model.Placed, Math.Min(wanted, current));
        var surge = yields is null && (model.StaysOnCpu || SurgeRoom.Of(view, model));
        if (yields is not null)
        {
            return new ModelAdmission(
                wanted, admitted, AdmissionReason.Yielding,
                $"{yields.Replicas} of {wanted} replicas go to model {yields.ForModel} of higher priority: it lacks GPUs, and training has none left to give", surge);
        }

        if (model.Unmet <= 0) return new ModelAdmission(wanted, admitted, AdmissionReason.Placed, null, surge);
        if (model.Coming == 0)
            return new ModelAdmission(wanted, admitted, Reason(model, AdmissionReason.Waiting), $"{_shortages.Of(model)}; {_shortages.WhyNone(model)}", surge);
        var left = TimeLeft(model);
        var gpus = model.Coming * model.Demand.Ask.Count;
        return new ModelAdmission(
            wanted, admitted, Reason(model, AdmissionReason.Reclaiming),
            $"{_shortages.Of(model)}; reclaiming {gpus}{_shortages.Sources(model)}, at most {Seconds(left)} s left{_shortages.WhyNoMore(model)}", surge, gpus, left);
    }

    private static AdmissionReason Reason(PlacedModel model, AdmissionReason reason) => model.StaysOnCpu ? AdmissionReason.CpuFallback : reason;

    private static ModelAdmission NoNode(PlacedModel model, int wanted, int current) => model.Demand.CpuFallback
        ? new ModelAdmission(wanted, wanted, AdmissionReason.CpuFallback, null, CanSurge: true)
        : new ModelAdmission(
            wanted, Math.Min(wanted, current), AdmissionReason.NoSuitableNode,
            $"no node of the cluster could ever fit: a replica needs {model.Demand.Ask.Describe()} on one node", CanSurge: false);

    /// <summary>Until the last of them must have stopped: a stopping pod's own deadline, or the grace period of one that is asked now.</summary>
    private TimeSpan TimeLeft(PlacedModel model)
    {
        var asked = _shortages.VictimsFor(model).Select(victim => victim.Job.Demand.GracePeriod);
        return asked.Append(_shortages.StoppingFor).Max();
    }

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
