using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Kubernetes;
using InferenceOperator.Validation;

namespace InferenceOperator.Controllers.InferenceRuntimes;

/// <summary>Says of each runtime whether it is valid. Models that use it are woken by its change, not from here.</summary>
internal sealed class InferenceRuntimeController(IResourceClient client, IEventRecorder events, TimeProvider time) : IEntityController<InferenceRuntime>
{
    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(InferenceRuntime entity, CancellationToken cancellationToken)
    {
        var facts = ValidityConditions.Of(InferenceRuntimeValidator.Validate(entity), $"serves {string.Join(", ", entity.Spec.Formats?.Select(format => format.Name) ?? [])}");
        var status = new InferenceRuntimeStatus
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = ConditionList.Build(entity.Status?.Conditions, facts, entity.Metadata.Generation, time.GetUtcNow()),
        };
        if (StatusComparison.Same(entity.Status, status))
            return ReconcileResult.Done;
        await client.ApplyStatusAsync(new InferenceRuntime { Metadata = entity.Metadata, Status = status }, cancellationToken);
        ValidityConditions.Announce(events, entity, entity.Status?.Conditions, status.Conditions);
        return ReconcileResult.Done;
    }
}
