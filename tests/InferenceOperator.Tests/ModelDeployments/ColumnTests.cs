using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ColumnTests
{
    private static readonly StatusBuilder Builder = new(new ScalingReport(new FakeTimeProvider()), new FakeTimeProvider());

    [Fact]
    public void Replicas_are_shown_ready_of_wanted_and_gpus_bound_of_requested()
    {
        var status = Status(Given.Model(spec => spec.Gpu.Count = 2));

        status.ReplicasSummary.Should().Be("1/3");
        status.Placement!.Summary.Should().Be("2/6");
    }

    [Fact]
    public void A_model_without_gpus_says_so() => Status(Given.Model(spec => spec.Gpu.Count = 0)).Placement!.Summary.Should().Be("CPU");

    private static ModelDeploymentStatus Status(ModelDeployment model) => Builder.Build(new ReconcilePass(model)
    {
        Deployment = new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = "ocr" },
            Spec = new V1DeploymentSpec { Replicas = 3 },
            Status = new V1DeploymentStatus { Replicas = 3, ReadyReplicas = 1, UpdatedReplicas = 3 },
        },
        Pods = [new V1Pod { Metadata = new V1ObjectMeta { Name = "ocr-1" }, Spec = new V1PodSpec { NodeName = "gpu-0" } }],
        Target = new ReplicaTarget(3, 3),
    });
}
