using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Scaling;
using InferenceOperator.Translation;
using InferenceOperator.Validation;
using k8s.Models;
using ManifestGpus = InferenceOperator.Controllers.ModelDeployments.Manifests.GpuResources;

namespace InferenceOperator.Capacity;

/// <summary>Translates what models and training jobs want.</summary>
internal static class DemandReader
{
    private const decimal BytesPerMebibyte = 1024 * 1024;

    /// <summary>Translates a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="entry">Its scaling decision; null while there is none.</param>
    /// <param name="deployed">Replicas of its Deployment; null when it has none.</param>
    /// <returns>Its demand.</returns>
    public static ModelDemand Read(ModelDeployment model, ScalingEntry? entry, int? deployed) => new()
    {
        Name = new ObjectName(model.Metadata.NamespaceProperty, model.Metadata.Name),
        Priority = model.Spec.Priority switch
        {
            ModelPriorities.Critical => ModelPriority.Critical,
            ModelPriorities.Batch => ModelPriority.Batch,
            _ => ModelPriority.Standard,
        },
        Ask = Ask(model.Spec),
        // Nothing is made from an invalid spec, and what runs stays, unless it is suspended.
        WantedReplicas = ModelDeploymentValidator.Validate(model).Count > 0 && !model.Spec.Suspend ? deployed ?? 0 : WantedReplicas.Now(model, entry?.Decision.Desired, deployed),
        CurrentReplicas = deployed ?? 0,
        MinReplicas = model.Spec.Scaling.MinReplicas,
        // Somebody else would put back what is taken.
        CanYield = model.Spec.Scaling.Mode != ScalingModes.External,
        CpuFallback = model.Spec.Gpu.Fallback == GpuFallbacks.Cpu,
        CreatedAt = Created(model.Metadata),
    };

    /// <summary>Translates a training job.</summary>
    /// <param name="job">The job.</param>
    /// <returns>Its demand.</returns>
    public static TrainingDemand Read(TrainingJob job)
    {
        var (spec, record) = (job.Spec, GangRecord.Read(job.Status));
        var demand = new TrainingDemand
        {
            Name = new ObjectName(job.Metadata.NamespaceProperty, job.Metadata.Name),
            Ask = Ask(spec.Template.Spec),
            Workers = spec.Workers,
            MinWorkers = spec.MinWorkers ?? spec.Workers,
            UserSuspended = spec.Suspend,
            Finished = job.Metadata.DeletionTimestamp is not null || record.Finished,
            // An owner who lowers the number of workers gives the rest back.
            GrantedWorkers = Math.Min(job.Status?.DesiredWorkers ?? 0, spec.Workers),
            PreemptedAt = record.PreemptedAt,
            StartedAt = record.StartedAt,
            LastCheckpointAt = record.LastCheckpoint?.At,
            Preemptions = record.PreemptionTimes,
            MaxPreemptions = spec.MaxPreemptions,
            LostGpuSeconds = record.LostGpuSeconds,
            RecentLosses = record.RecentLosses,
            EndingWorkers = record is { Phase: AttemptPhase.Ending, EndReason: EndReason.Preempted or EndReason.Shrunk } ? record.WorldSize : 0,
            Priority = spec.Template.Spec?.Priority ?? 0,
            CreatedAt = Created(job.Metadata),
        };
        return TrainingJobValidator.Validate(job).Count > 0 ? demand with { Invalid = true } : demand with
        {
            CheckpointInterval = GoDuration.Parse(spec.Checkpoint.Interval),
            GracePeriod = GoDuration.Parse(spec.Checkpoint.GracePeriod),
            ResumeCost = GoDuration.Parse(spec.Checkpoint.ResumeCost),
            Window = GoDuration.Parse(spec.Window),
        };
    }

    private static GpuAsk Ask(ModelDeploymentSpec spec) => new()
    {
        Count = spec.Gpu.Count,
        Resource = ManifestGpus.ResourceName(spec.Gpu),
        Products = spec.Gpu.Products ?? [],
        MinMemoryMiB = spec.Gpu.MinMemory is { } memory ? (long)decimal.Ceiling(memory.ToDecimal() / BytesPerMebibyte) : null,
        NodeSelector = spec.Template?.NodeSelector ?? [],
        Tolerations = Tolerations(spec.Gpu.Count > 0, spec.Template?.Tolerations),
    };

    /// <summary>What a pod asks of a node.</summary>
    /// <param name="worker">Its spec; null asks for nothing.</param>
    /// <returns>The ask.</returns>
    public static GpuAsk Ask(V1PodSpec? worker)
    {
        var gpus = PodGpus.Of(worker);
        var resource = gpus.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? GpuResources.WholeGpu;
        return new GpuAsk
        {
            Count = gpus.GetValueOrDefault(resource),
            Resource = resource,
            Products = RequiredProducts(worker),
            NodeSelector = worker?.NodeSelector?.AsReadOnly() ?? new Dictionary<string, string>().AsReadOnly(),
            Tolerations = Tolerations(!gpus.IsEmpty, worker?.Tolerations),
        };
    }

    // The one form of node affinity that GPU jobs commonly write; others are left to the scheduler.
    private static IReadOnlyList<string> RequiredProducts(V1PodSpec? worker) =>
        worker?.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms is [var term]
        && term.MatchExpressions?.FirstOrDefault(expression => expression is { Key: ManifestGpus.ProductLabel, OperatorProperty: "In" }) is { Values: { } values }
            ? [.. values]
            : [];

    // Pods that ask for GPUs tolerate the taint of GPU nodes, as the ExtendedResourceToleration admission plugin arranges it.
    private static List<PodToleration> Tolerations(bool gpus, IEnumerable<V1Toleration>? own)
    {
        var tolerations = (own ?? []).Select(toleration =>
            new PodToleration(toleration.Key, toleration.OperatorProperty == "Exists", toleration.Value, toleration.Effect)).ToList();
        if (gpus)
            tolerations.Add(new PodToleration(GpuResources.WholeGpu, Exists: true, null, null));
        return tolerations;
    }

    private static DateTimeOffset Created(V1ObjectMeta metadata) => metadata.CreationTimestamp is { } created ? Times.Utc(created) : DateTimeOffset.MinValue;
}
