using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.SecondOwners;
using InferenceOperator.Tests.Support;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ReplicaWritersTests
{
    private readonly Caches _caches = new();

    [Theory]
    [InlineData("Deployment", "apps/v1", "ocr", ScalingModes.Slo, true)]
    [InlineData("Deployment", "apps/v1", "ocr", ScalingModes.Manual, true)]
    [InlineData("Deployment", null, "ocr", ScalingModes.External, true)]
    [InlineData("Deployment", "other.io/v1", "ocr", ScalingModes.Slo, null)]
    [InlineData("Deployment", "apps/v1", "other", ScalingModes.Slo, null)]
    [InlineData("StatefulSet", "apps/v1", "ocr", ScalingModes.Slo, null)]
    [InlineData("ModelDeployment", "inferenceoperator.io/v1alpha1", "ocr", ScalingModes.Slo, false)]
    [InlineData("ModelDeployment", "inferenceoperator.io/v1alpha1", "ocr", ScalingModes.External, null)]
    [InlineData("ModelDeployment", "inferenceoperator.io/v1alpha1", "ocr", ScalingModes.Manual, null)]
    public void An_autoscaler_is_a_second_owner_of_what_is_not_its_to_write(string kind, string? version, string name, string mode, bool? ofDeployment)
    {
        Autoscaler(kind, version, name);

        (Declared(mode)?.OfDeployment == ofDeployment).Should().BeTrue();
    }

    [Fact]
    public void It_is_named_with_what_to_do()
    {
        Autoscaler("Deployment", "apps/v1", "ocr");

        Declared(ScalingModes.Slo)!.Message.Should().Be(
            "HorizontalPodAutoscaler vision/x writes spec.replicas of Deployment ocr, which are the operator's: delete HorizontalPodAutoscaler vision/x, "
            + "or set spec.scaling.mode: External and point its scaleTargetRef to ModelDeployment ocr (inferenceoperator.io/v1alpha1)");
    }

    [Fact]
    public void One_that_KEDA_made_is_ended_at_its_source()
    {
        Autoscaler("ModelDeployment", "inferenceoperator.io/v1alpha1", "ocr").Metadata.OwnerReferences = [new V1OwnerReference { Kind = "ScaledObject", Name = "load" }];

        Declared(ScalingModes.Slo)!.Message.Should().Be(
            "HorizontalPodAutoscaler vision/x of ScaledObject load writes spec.replicas, which has no effect in mode Slo: delete ScaledObject vision/load, or set spec.scaling.mode: External");
    }

    [Fact]
    public void An_autoscaler_of_somebody_elses_Deployment_is_none_of_ours()
    {
        Autoscaler("Deployment", "apps/v1", "ocr");

        new ReplicaWriters(_caches).Declared(new ReconcilePass(Given.Model())).Should().BeNull();
    }

    [Fact]
    public void The_newest_other_field_manager_is_named()
    {
        var deployment = Deployment();
        ReplicaWriters.Manager(deployment).Should().BeNull();

        deployment.Metadata.ManagedFields =
        [
            new V1ManagedFieldsEntry { Manager = "helm", Time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) },
            new V1ManagedFieldsEntry { Manager = "kubectl-scale", Time = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc) },
            new V1ManagedFieldsEntry { Manager = Labels.Manager, Time = new DateTime(2026, 1, 3, 0, 0, 0, DateTimeKind.Utc) },
        ];

        ReplicaWriters.Manager(deployment).Should().Be("field manager \"kubectl-scale\"");
    }

    private SecondOwner? Declared(string mode) => new ReplicaWriters(_caches).Declared(
        new ReconcilePass(Given.Model(spec => spec.Scaling.Mode = mode)) { Deployment = Deployment() });

    private V1HorizontalPodAutoscaler Autoscaler(string kind, string? version, string name) => _caches.Put(new V1HorizontalPodAutoscaler
    {
        Metadata = new V1ObjectMeta { Name = "x", NamespaceProperty = "vision" },
        Spec = new V1HorizontalPodAutoscalerSpec { MaxReplicas = 5, ScaleTargetRef = new V1CrossVersionObjectReference { Kind = kind, Name = name, ApiVersion = version } },
    });

    private static V1Deployment Deployment() => new() { Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision" }, Spec = new V1DeploymentSpec { Replicas = 4 } };
}
