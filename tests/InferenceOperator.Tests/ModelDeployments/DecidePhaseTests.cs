using System.Net;
using InferenceOperator.Api;
using InferenceOperator.Boards;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Controllers.ModelDeployments.Phases;
using InferenceOperator.Hosting;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class DecidePhaseTests : IDisposable
{
    private readonly RolloutBoard _rollouts = new();
    private readonly k8s.Kubernetes _client = new(new KubernetesClientConfiguration { Host = "http://server.invalid" }, new Server());

    [Fact]
    public async Task Keeps_the_template_of_what_runs_on_cpus_until_the_plan_speaks()
    {
        var model = Given.Model(spec => (spec.Gpu.Count, spec.Gpu.Fallback) = (1, GpuFallbacks.Cpu));
        var running = Given.Inputs() with { Model = model, UseCpu = true, NativeSleep = true };
        var pass = new ReconcilePass(model) { Runtime = Given.Runtime(), Deployment = DeploymentBuilder.Build(running, PodTemplateBuilder.Build(running)) };

        await new DecidePhase(Options.Create(new OperatorOptions { PullImage = running.PullImage }), new ServerVersion(_client), new RolloutBoard()).RunAsync(pass, default);

        var deployment = DeploymentBuilder.Build(pass.Inputs!, PodTemplateBuilder.Build(pass.Inputs!));
        deployment.Metadata.Annotations[DeploymentBuilder.TemplateAnnotation].Should().Be(pass.Deployment.Metadata.Annotations[DeploymentBuilder.TemplateAnnotation]);
        deployment.Spec.Replicas.Should().Be(2);
    }

    [Theory]
    [InlineData(false, false, null, true, false)] // the plan has not heard of it
    [InlineData(false, true, null, true, false)] // what is free is not held for it yet
    [InlineData(true, false, "reclaiming 1 from training research/bert", true, false)]
    [InlineData(true, true, null, false, true)]
    [InlineData(true, false, null, false, false)] // nobody can be asked: in place
    public async Task A_single_replica_is_replaced_when_the_plan_has_answered(bool asked, bool canSurge, string? coming, bool waits, bool surges)
    {
        var pass = await DecideAsync(replicas: 1, ready: 1, new AdmissionView(1, null, null, canSurge, UseCpu: false) { SurgeAsked = asked, SurgeComing = coming });

        (pass.RolloutWaits, pass.Inputs!.Surge || waits).Should().Be((waits, surges || waits));
        pass.RolloutHow.Should().NotBeNull();
        _rollouts.WantsSurge(pass.Model.Metadata.Uid).Should().BeTrue();
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(1, 0)]
    public async Task Nothing_is_asked_of_training_where_others_serve_or_nothing_does(int replicas, int ready)
    {
        var pass = await DecideAsync(replicas, ready, new AdmissionView(replicas, null, null, CanSurge: false, UseCpu: false));

        (pass.RolloutWaits, pass.Inputs!.Surge, _rollouts.WantsSurge(pass.Model.Metadata.Uid)).Should().Be((false, false, false));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Decides about a model whose environment has changed since its Deployment was written.</summary>
    private async Task<ReconcilePass> DecideAsync(int replicas, int ready, AdmissionView admission)
    {
        var model = Given.Model(spec => (spec.Gpu.Count, spec.Replicas, spec.Scaling.Mode) = (1, replicas, ScalingModes.Manual));
        model.Metadata.Uid = "uid";
        var running = Given.Inputs() with { Model = model, Replicas = replicas };
        var deployment = DeploymentBuilder.Build(running, PodTemplateBuilder.Build(running));
        deployment.Metadata.Annotations[DeploymentBuilder.TemplateAnnotation] = "another";
        deployment.Status = new V1DeploymentStatus { Replicas = replicas, UpdatedReplicas = replicas, ReadyReplicas = ready };
        var pass = new ReconcilePass(model) { Runtime = Given.Runtime(), Deployment = deployment, Admission = admission };
        await new DecidePhase(Options.Create(new OperatorOptions { PullImage = running.PullImage }), new ServerVersion(_client), _rollouts).RunAsync(pass, default);
        return pass;
    }

    /// <summary>An API server that only tells its version.</summary>
    private sealed class Server : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent("""{"major": "1", "minor": "30"}""") });
    }
}
