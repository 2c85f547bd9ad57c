using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ChildrenTests
{
    [Fact]
    public void A_service_leads_port_80_to_the_first_port_and_keeps_the_others()
    {
        var service = ServiceBuilder.Build(Given.Inputs(runtime: runtime =>
            runtime.Ports = [new RuntimePort { Name = "http", ContainerPort = 8000 }, new RuntimePort { Name = "grpc", ContainerPort = 8001 }]));

        service.Spec.Ports.Select(port => $"{port.Name} {port.Port}->{port.TargetPort.Value}").Should().Equal("http 80->http", "grpc 8001->grpc");
        service.Spec.Selector.Should().Equal(ModelLabels.Selector("ocr"));
        service.Metadata.OwnerReferences.Single().Should().BeEquivalentTo(new { Kind = "ModelDeployment", Name = "ocr", Uid = "uid-1", Controller = true });
        ServiceBuilder.Url(Given.Model().Metadata).Should().Be("http://ocr.vision.svc");
    }

    [Theory]
    [InlineData(ScalingModes.Slo, 1, 10, true)]
    [InlineData(ScalingModes.Slo, 5, 1, false)]
    [InlineData(ScalingModes.Manual, 1, 10, false)]
    [InlineData(ScalingModes.External, 2, 1, true)]
    public void A_disruption_budget_only_where_there_can_be_more_than_one_replica(string mode, int replicas, int max, bool expected) =>
        DisruptionBudgetBuilder.IsSensible(Given.Model(model => (model.Scaling.Mode, model.Replicas, model.Scaling.MaxReplicas) = (mode, replicas, max)).Spec)
            .Should().Be(expected);

    [Fact]
    public void A_selector_does_not_change_with_the_runtime() =>
        Deployment(Given.Inputs()).Spec.Selector.MatchLabels.Should().Equal(
            Deployment(Given.Inputs() with { Runtime = Given.Runtime("triton") }).Spec.Selector.MatchLabels);

    [Fact]
    public void What_the_api_server_adds_is_no_difference()
    {
        var live = Copy(Deployment(Given.Inputs()));
        (live.ApiVersion, live.Kind) = (null, null);
        live.Metadata.ResourceVersion = "7";
        live.Spec.Template.Spec.DnsPolicy = "ClusterFirst";
        live.Spec.Template.Spec.Containers[0].TerminationMessagePath = "/dev/termination-log";
        live.Spec.Template.Spec.Containers.Add(new V1Container { Name = "sidecar" });
        live.Spec.Template.Spec.Volumes.Insert(0, new V1Volume { Name = "injected" });

        ChildState.IsCurrent(Deployment(Given.Inputs()), live).Should().BeTrue();
    }

    [Theory]
    [InlineData("1", "1000m")]
    [InlineData("1Gi", "1024Mi")]
    public void A_quantity_written_otherwise_is_no_difference(string asked, string stored)
    {
        var desired = Deployment(WithMemory(asked));
        var live = Copy(desired);
        live.Spec.Template.Spec.Containers[0].Resources.Requests["memory"] = new ResourceQuantity(stored);

        ChildState.IsCurrent(desired, live).Should().BeTrue();
    }

    [Fact]
    public void What_the_api_server_leaves_out_or_writes_otherwise_is_no_difference()
    {
        var source = new V1EnvVarSource { ResourceFieldRef = new V1ResourceFieldSelector { Resource = "limits.cpu", Divisor = new ResourceQuantity("1000m") } };
        var desired = Deployment(Given.Inputs(
            model =>
            {
                model.Template = new PodAdditions { NodeSelector = [], Env = [new V1EnvVar { Name = "EMPTY", Value = "" }, new V1EnvVar { Name = "CPUS", ValueFrom = source }] };
                model.Gpu.Count = 0;
                model.Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity>() };
            },
            runtime =>
            {
                runtime.Args = [];
                runtime.Probes = new RuntimeProbes { Startup = new V1Probe { TcpSocket = new V1TCPSocketAction { Port = "http" }, InitialDelaySeconds = 0 } };
            }));
        var live = Copy(desired);
        var server = live.Spec.Template.Spec.Containers[0];
        (server.Args, server.StartupProbe.InitialDelaySeconds, server.Resources, live.Spec.Template.Spec.NodeSelector) = (null, null, new V1ResourceRequirements(), null);
        server.Env.Single(variable => variable.Name == "EMPTY").Value = null;
        server.Env.Single(variable => variable.Name == "CPUS").ValueFrom.ResourceFieldRef.Divisor = new ResourceQuantity("1");

        ChildState.IsCurrent(desired, live).Should().BeTrue();
    }

    public static TheoryData<string, Action<V1Deployment>> HandEdits => new()
    {
        { "replicas", live => live.Spec.Replicas = 9 },
        { "image", live => live.Spec.Template.Spec.Containers[0].Image = "other" },
        { "a removed volume", live => live.Spec.Template.Spec.Volumes.RemoveAt(0) },
        { "a toleration more", live => live.Spec.Template.Spec.Tolerations.Add(new V1Toleration { Key = "x" }) },
        { "a limit more", live => live.Spec.Template.Spec.Containers[0].Resources.Limits["cpu"] = new ResourceQuantity("1") },
        { "a label", live => live.Metadata.Labels[Labels.Model] = "x" },
        { "a label without a value", live => live.Spec.Template.Metadata.Labels.Remove("empty") },
        { "a selector without a value", live => live.Spec.Template.Spec.NodeSelector = null },
        { "a token", live => live.Spec.Template.Spec.AutomountServiceAccountToken = null },
        { "escalation", live => live.Spec.Template.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation = null },
        { "the mark itself", live => live.Metadata.Annotations.Remove(ChildState.AppliedAnnotation) },
        { "the owner", live => live.Metadata.OwnerReferences.Clear() },
    };

    [Theory]
    [MemberData(nameof(HandEdits))]
    public void A_hand_edit_is_a_difference(string what, Action<V1Deployment> edit)
    {
        var inputs = Given.Inputs(model => model.Template = new PodAdditions { Labels = new() { ["empty"] = "" }, NodeSelector = new() { ["node-role.kubernetes.io/gpu"] = "" } });
        var live = Copy(Deployment(inputs));
        edit(live);

        ChildState.IsCurrent(Deployment(inputs), live).Should().BeFalse(what);
    }

    [Fact]
    public void A_field_no_longer_wanted_is_a_difference()
    {
        var live = Deployment(Given.Inputs(model => model.Template = new PodAdditions { Labels = new() { ["team"] = "vision" } }));

        ChildState.IsCurrent(Deployment(Given.Inputs()), live).Should().BeFalse();
    }

    [Fact]
    public void A_change_of_scale_keeps_the_template_and_a_change_of_image_does_not()
    {
        var template = Deployment(Given.Inputs()).GetAnnotation(DeploymentBuilder.TemplateAnnotation);

        Deployment(Given.Inputs() with { Replicas = 7, Surge = true }).GetAnnotation(DeploymentBuilder.TemplateAnnotation).Should().Be(template);
        Deployment(Given.Inputs(runtime: runtime => runtime.Image = "x")).GetAnnotation(DeploymentBuilder.TemplateAnnotation).Should().NotBe(template);
    }

    private static WorkloadInputs WithMemory(string memory) => Given.Inputs(model =>
        model.Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["memory"] = new(memory) } });

    private static V1Deployment Deployment(WorkloadInputs inputs) => DeploymentBuilder.Build(inputs, PodTemplateBuilder.Build(inputs));

    private static V1Deployment Copy(V1Deployment deployment) => KubernetesJson.Deserialize<V1Deployment>(KubernetesJson.Serialize(deployment));
}
