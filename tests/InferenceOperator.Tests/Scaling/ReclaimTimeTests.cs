using FluentAssertions;
using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;
using InferenceOperator.Scaling;
using InferenceOperator.Tests.Support;
using k8s.Models;

namespace InferenceOperator.Tests.Scaling;

/// <summary>How far ahead scaling looks for the sake of GPUs that must be taken first.</summary>
public sealed class ReclaimTimeTests
{
    private static readonly ModelAdmission Placed = new(2, 2, AdmissionReason.Placed, null, CanSurge: true);

    [Fact]
    public void Is_what_the_plan_foresees_for_the_next_replica() => Observed(Placed with { NextReplica = TimeSpan.FromSeconds(7) }).Should().Be(TimeSpan.FromSeconds(7));

    [Fact]
    public void Is_at_least_what_is_left_of_a_reclaim_under_way() =>
        Observed(Placed with { TimeToCapacity = TimeSpan.FromSeconds(40), NextReplica = TimeSpan.FromSeconds(7) }).Should().Be(TimeSpan.FromSeconds(40));

    [Fact]
    public void Is_none_when_nobody_could_be_asked_for_a_model_without_a_plan_and_on_CPU_nodes()
    {
        Observed(Placed).Should().Be(TimeSpan.Zero);
        Observed(null).Should().Be(TimeSpan.Zero);
        Observed(Placed with { Reason = AdmissionReason.CpuFallback, NextReplica = TimeSpan.FromSeconds(7) }).Should().Be(TimeSpan.Zero);
    }

    private static TimeSpan Observed(ModelAdmission? admission)
    {
        var (caches, plan, name) = (new Caches(), new PlanBoard(), new ObjectName("vision", "ocr"));
        var model = caches.Put(new ModelDeployment
        {
            Metadata = new V1ObjectMeta { Name = name.Name, NamespaceProperty = name.Namespace },
            Spec = new ModelDeploymentSpec { Scaling = new ScalingSpec { Latency = new LatencyObjective { Target = "100ms" } } },
        });
        if (admission is not null)
        {
            plan.Publish(
                new CapacityPlan
                {
                    Models = new Dictionary<ObjectName, ModelAdmission> { [name] = admission }, TrainingJobs = new Dictionary<ObjectName, TrainingGrant>(), Gpus = [], Memory = PlannerMemory.Empty,
                },
                new Dictionary<ObjectName, string> { [name] = model.Metadata.Uid }, new Dictionary<ObjectName, string>(), DateTimeOffset.UnixEpoch);
        }

        return new ScalingObserver(caches, new ScalingBoard(), plan).Observe(model, []).Replicas.ReclaimTime;
    }
}
