using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class StatusBuilderTests
{
    private static readonly StatusBuilder Builder = new(new ScalingReport(new FakeTimeProvider()), new FakeTimeProvider());

    [Theory]
    [InlineData(0, 0, "True")]
    [InlineData(1, 1, "False")]
    [InlineData(0, 1, "False")] // the last one is still stopping
    public void A_new_template_is_a_rollout_where_there_is_something_to_replace(int replicas, int pods, string ready)
    {
        var status = Builder.Build(new ReconcilePass(Given.Model(spec => (spec.Scaling.Mode, spec.Replicas) = (ScalingModes.Manual, replicas)))
        {
            Deployment = Deployment(replicas, pods),
            Target = new ReplicaTarget(replicas, replicas),
            TemplateChanged = true,
        });

        status.Conditions!.Single(condition => condition.Type == ConditionTypes.Ready).Status.Should().Be(ready);
    }

    [Theory]
    [InlineData("many", null, "False NoWakeSignal", "\"many\": write the number of requests seen so far")]
    [InlineData("3", null, "True ScaledToZero", "annotation inferenceoperator.io/front-requests")]
    [InlineData(null, "up", "True ScaledToZero", "the queries of rate or inFlight")]
    [InlineData(null, null, "False NoWakeSignal", "spec.scaling.queries.rate")]
    public void What_wakes_a_model_is_read_from_the_object(string? count, string? rate, string expected, string message)
    {
        var model = Given.Model(spec => (spec.Scaling.MinReplicas, spec.Scaling.Queries) = (0, rate is null ? null : new MetricQueries { Rate = rate }));
        if (count is not null)
            model.Metadata.Annotations = new Dictionary<string, string> { [Labels.FrontRequests] = count };

        var condition = Scaling(model, new ScalingView(0, "Absent", false, null, null, "holds 0"), Deployment(0, 0));

        $"{condition.Status} {condition.Reason}".Should().Be(expected);
        condition.Message.Should().Contain(message);
    }

    [Fact]
    public void Where_no_series_match_the_message_says_which_were_looked_for()
    {
        var view = new ScalingView(1, "Absent", false, null, null, "holds 1: no series for this model");

        Scaling(Given.Model(), view, Deployment(1, 1)).Message.Should().StartWith(
            "holds 1: no series for this model; looked for the series of preset onnx with namespace=\"vision\" and inferenceoperator_io_model=\"ocr\": check that Prometheus scrapes the pods");
        Scaling(Given.Model(spec => spec.Scaling.Queries = new MetricQueries { Latency = "up" }), view, Deployment(1, 1)).Message.Should().EndWith("spec.scaling.queries.latency gives no series: try it in Prometheus");
    }

    private static V1Condition Scaling(ModelDeployment model, ScalingView view, V1Deployment deployment) => Builder.Build(new ReconcilePass(model)
    {
        Deployment = deployment,
        Runtime = Given.Runtime(),
        Scaling = view,
        Target = new ReplicaTarget(view.Desired, view.Desired),
    }).Conditions!.Single(condition => condition.Type == ConditionTypes.ScalingActive);

    private static V1Deployment Deployment(int replicas, int pods) => new()
    {
        Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", Generation = 1 },
        Spec = new V1DeploymentSpec { Replicas = replicas },
        Status = new V1DeploymentStatus { Replicas = pods, ReadyReplicas = pods, UpdatedReplicas = pods, ObservedGeneration = 1 },
    };
}
