using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Scaling;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>Makes the status of a model from what a pass saw and decided.</summary>
internal sealed class StatusBuilder(ScalingReport scalingReport, TimeProvider time)
{
    /// <summary>Builds the status. Nothing of the pass is changed.</summary>
    /// <param name="pass">The finished pass.</param>
    /// <returns>The status.</returns>
    public ModelDeploymentStatus Build(ReconcilePass pass)
    {
        var model = pass.Model;
        var facts = Facts(pass);
        return new ModelDeploymentStatus
        {
            ObservedGeneration = model.Metadata.Generation,
            Replicas = pass.Deployment?.Status?.Replicas ?? 0,
            ReadyReplicas = facts.Ready,
            DesiredReplicas = facts.Wanted,
            ReplicasSummary = OneOf(facts.Ready, facts.Wanted),
            Selector = ModelLabels.SelectorText(model.Metadata.Name),
            Url = Url(pass),
            Runtime = pass.Runtime?.Metadata.Name ?? model.Status?.Runtime,
            Scaling = facts.Scaling,
            Placement = Placement(facts),
            Conditions = ConditionList.Build(model.Status?.Conditions, ModelConditions.All(facts), model.Metadata.Generation, time.GetUtcNow()),
        };
    }

    // Behind a name that is taken somebody else may answer.
    private static string? Url(ReconcilePass pass) => pass switch
    {
        { Stall.Reason: ConditionReasons.NameConflict } => null,
        { Inputs: null } => pass.Model.Status?.Url,
        _ => ServiceBuilder.Url(pass.Model.Metadata),
    };

    private ModelFacts Facts(ReconcilePass pass)
    {
        var model = pass.Model;
        var wanted = pass.Target?.Wanted ?? model.Status?.DesiredReplicas ?? 0;
        return new ModelFacts
        {
            Spec = model.Spec,
            Stall = pass.Stall,
            Wanted = wanted,
            Allowed = pass.Target?.Replicas ?? pass.Deployment?.Spec.Replicas ?? 0,
            Ready = pass.Deployment?.Status?.ReadyReplicas ?? 0,
            Bound = pass.Pods.Count(IsBound),
            RollingOut = pass.RolloutWaits || IsRollingOut(pass),
            RolloutHow = pass.RolloutHow,
            GpusPerReplica = pass.Inputs?.GpuCount ?? model.Spec.Gpu.Count,
            Admission = pass.Admission,
            Problem = PodProblems.First(pass.Pods) ?? Refused(pass.Deployment),
            Scaling = scalingReport.Build(model.Metadata.Uid, model.Status, pass.Scaling, pass.Target?.Wanted),
            SignalUsable = pass.Scaling?.Usable,
            ObjectiveMet = pass.Scaling?.ObjectiveMet,
            Rejecting = pass.Scaling?.Rejecting == true,
            SecondOwner = pass.SecondOwner,
            FrontCounts = FrontCount.Read(model.Metadata).Value is not null,
            FrontProblem = FrontCount.Read(model.Metadata).Problem,
            FrontQueries = Sought.AsksTheFront(model, pass.Runtime),
            LookedFor = Sought.Describe(model, pass.Runtime),
        };
    }

    // A new template whose pods the Deployment controller has not yet begun to replace must not look finished; a new scale is no rollout.
    // Without replicas there is nothing to replace.
    private static bool IsRollingOut(ReconcilePass pass) => pass.Deployment is not { Spec.Replicas: 0, Status: null or { Replicas: null or 0 } } && (pass.TemplateChanged
        || (pass.Deployment is { } deployment && (Rollout.HasOldPods(deployment)
            || (!Rollout.IsObserved(deployment) && ConditionList.Holds(pass.Model.Status?.Conditions, ConditionTypes.Reconciling)))));

    private static PlacementStatus Placement(ModelFacts facts) => new()
    {
        GpusRequested = facts.Wanted * facts.GpusPerReplica,
        GpusBound = facts.Bound * facts.GpusPerReplica,
        Summary = facts.GpusPerReplica == 0 ? "CPU" : OneOf(facts.Bound * facts.GpusPerReplica, facts.Wanted * facts.GpusPerReplica),
        WaitingFor = facts.Stall is null ? facts.Waiting?.Message : null,
    };

    private static string OneOf(int have, int want) => string.Create(CultureInfo.InvariantCulture, $"{have}/{want}");

    private static bool IsBound(V1Pod pod) => !string.IsNullOrEmpty(pod.Spec?.NodeName) && pod.Status?.Phase is not ("Succeeded" or "Failed");

    private static PodProblem? Refused(V1Deployment? deployment) =>
        deployment?.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" }) is { } failure
            ? new PodProblem(ConditionReasons.PodsRefused, failure.Message)
            : null;
}
