using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Training;
using InferenceOperator.Scaling;

namespace InferenceOperator.Capacity;

/// <summary>Shows the boards to the ModelDeployment controller in its own words.</summary>
internal sealed class BoardsOfModels(PlanBoard plan, ScalingBoard scaling) : IModelBoards
{
    /// <inheritdoc/>
    public AdmissionView? Admission(string uid) => plan.Models.Get(uid) is not { } entry ? null : new AdmissionView(
        entry.Admitted,
        entry.Reason switch
        {
            AdmissionReason.Reclaiming => ConditionReasons.ReclaimingGpus,
            AdmissionReason.Waiting => ConditionReasons.WaitingForGpus,
            AdmissionReason.Yielding => ConditionReasons.YieldingGpus,
            AdmissionReason.NoSuitableNode => ConditionReasons.NoSuitableNode,
            _ => null,
        },
        entry.WaitingFor,
        entry.CanSurge,
        entry.UseCpu)
    {
        SurgeAsked = entry.SurgeAsked,
        SurgeComing = entry.SurgeComing,
    };

    /// <inheritdoc/>
    public ScalingView? Scaling(string uid) => scaling.Get(uid) is not { Decision: { Signal: { } signal } decision } entry ? null : new ScalingView(
        decision.Desired,
        signal.ToString(),
        signal is Signal.Fresh or Signal.NoTraffic or Signal.Partial,
        entry.Reading?.LatencySeconds,
        entry.Reading?.Rate,
        decision.Reason)
    {
        ObjectiveMet = decision.ObjectiveMet,
        FrontRequests = decision.State.FrontRequests,
        Service = Learnt(decision.State),
        Rejecting = entry.Reading is { IsRejecting: true },
        History = [.. decision.State.History.Select(record => new Api.ScalingRecord { Time = Times.WholeSeconds(record.At), From = record.From, To = record.To, Reason = record.Reason })],
    };

    private static ServiceView Learnt(ScalingState state) => new()
    {
        ServiceSeconds = state.Service?.ServiceSeconds,
        Parallelism = state.Service?.Parallelism,
        Variability = state.Service?.Variability,
        Uncertainty = state.Service?.Uncertainty,
        Samples = state.Service?.Samples,
        Startup = state.Startup,
    };
}
