using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Kubernetes;
using InferenceOperator.Validation;

namespace InferenceOperator.Controllers.GpuPools;

/// <summary>Shows in each pool's status how the plan counts its GPUs. The plan wakes it.</summary>
internal sealed class GpuPoolController(PlanBoard board, IResourceClient client, IEventRecorder events, TimeProvider time) : IEntityController<GpuPool>
{
    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(GpuPool entity, CancellationToken cancellationToken)
    {
        var violations = GpuPoolValidator.Validate(entity);
        // Just started, or refused: what was counted last stays.
        var gpus = violations.Count == 0 && board.Latest is { } latest ? PoolUsage.Of(entity.Metadata.Name, latest.Plan.Gpus) : entity.Status?.Gpus;
        var waste = violations.Count == 0 ? board.Latest?.Plan.Waste.FirstOrDefault(waste => waste.Pool == entity.Metadata.Name) : null;
        var status = new GpuPoolStatus
        {
            ObservedGeneration = entity.Metadata.Generation,
            Total = PoolUsage.Total(gpus),
            Gpus = gpus,
            WastedGpuSeconds = waste is null ? null : (long)Math.Ceiling(waste.Wasted),
            Conditions = ConditionList.Build(
                entity.Status?.Conditions, [.. ValidityConditions.Of(violations, Summary(gpus)), .. WasteCondition.Of(waste)], entity.Metadata.Generation, time.GetUtcNow()),
        };
        if (StatusComparison.Same(entity.Status, status))
            return ReconcileResult.Done;
        await client.ApplyStatusAsync(new GpuPool { Metadata = entity.Metadata, Status = status }, cancellationToken);
        ValidityConditions.Announce(events, entity, entity.Status?.Conditions, status.Conditions);
        return ReconcileResult.Done;
    }

    private static string Summary(List<GpuUsage>? gpus) => gpus switch
    {
        null => "the GPUs have not been counted yet",
        [] => "no ready node of the pool has GPUs",
        _ => $"{gpus.Sum(usage => usage.Free)} of {gpus.Sum(usage => usage.Capacity)} GPUs are free",
    };
}
