using System.Net;
using InferenceOperator.Api;
using InferenceOperator.Boards;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Controllers.ModelDeployments.Phases;
using InferenceOperator.Hosting;
using k8s;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class DecidePhaseTests : IDisposable
{
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

    public void Dispose() => _client.Dispose();

    /// <summary>An API server that only tells its version.</summary>
    private sealed class Server : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent("""{"major": "1", "minor": "30"}""") });
    }
}
