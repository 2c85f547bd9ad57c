using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>What one reconcile of a model saw and decided; each phase fills in its part.</summary>
/// <param name="model">A private copy of the model.</param>
internal sealed class ReconcilePass(ModelDeployment model)
{
    /// <summary>The model.</summary>
    public ModelDeployment Model { get; } = model;

    /// <summary>Name and namespace of the model and of all its children.</summary>
    public ObjectKey Key { get; } = ObjectKey.Of(model);

    /// <summary>The model's Deployment in the cache; null when there is none, or one of somebody else.</summary>
    public V1Deployment? Deployment { get; set; }

    /// <summary>The model's pods, oldest first.</summary>
    public IReadOnlyList<V1Pod> Pods { get; set; } = [];

    /// <summary>What the capacity plan says; null while it says nothing.</summary>
    public AdmissionView? Admission { get; set; }

    /// <summary>What the scaling loop decided; null while it decided nothing.</summary>
    public ScalingView? Scaling { get; set; }

    /// <summary>Who else writes the number of replicas; null: nobody that is known of.</summary>
    public SecondOwner? SecondOwner { get; set; }

    /// <summary>The runtime, once chosen.</summary>
    public InferenceRuntime? Runtime { get; set; }

    /// <summary>Replicas wanted and allowed, once decided.</summary>
    public ReplicaTarget? Target { get; set; }

    /// <summary>What the manifests are made of, once decided.</summary>
    public WorkloadInputs? Inputs { get; set; }

    /// <summary>How a change is rolled out, or what that waits for, in words; null while none is.</summary>
    public string? RolloutHow { get; set; }

    /// <summary>The Deployment keeps its template for now: GPUs for the new replica are on their way.</summary>
    public bool RolloutWaits { get; set; }

    /// <summary>This pass changed the pod template of a Deployment that exists: its pods are replaced next.</summary>
    public bool TemplateChanged { get; set; }

    /// <summary>The Deployment's replicas before this pass changed them; null when it did not.</summary>
    public int? ReplicasBefore { get; set; }

    /// <summary>Set: no further phase runs, and the status says why.</summary>
    public Stall? Stall { get; set; }

    /// <summary>When to look again without a change.</summary>
    public TimeSpan? LookAgain { get; private set; }

    /// <summary>Asks for a look after a while; the soonest wins.</summary>
    /// <param name="delay">How long.</param>
    public void LookAgainAfter(TimeSpan delay) => LookAgain = LookAgain is { } sooner && sooner < delay ? sooner : delay;
}
