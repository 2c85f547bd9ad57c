using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Integrations;
using InferenceOperator.IntegrationTests.Faults;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>What is missing, refused or cut in the middle leaves other projects' objects as they should be.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ForeignFaultTests(ClusterFixture fixture)
{
    public static TheoryData<int, bool> Moments() => new() { { 1, false }, { 1, true }, { 2, false }, { 2, true } };

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Suspends_and_resumes_once_whenever_the_operator_dies(int write, bool afterItIsDone)
    {
        var kind = ForeignKind.PyTorchJob;
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        await using var scene = await ForeignScene.StartAsync(fixture, kubeconfig: () => proxy.Kubeconfig);
        await scene.CreateAsync(kind);
        await scene.RunningAsync();
        var left = write;
        var dead = false;
        proxy.Intercept = context =>
        {
            if (IsWrite(context.Request) && Interlocked.Decrement(ref left) == 0 && !afterItIsDone) dead = true;
            if (dead) context.Abort();
            return Task.FromResult(dead);
        };
        proxy.LosesAnswer = context => dead |= afterItIsDone && IsWrite(context.Request) && Volatile.Read(ref left) <= 0;

        await scene.ModelAsync();
        if (write == 2)
        {
            await scene.ModelReadyAsync();
            await scene.ModelGoesAsync();
        }

        await Eventually.GetAsync(() => Task.FromResult(dead), over => over);
        await scene.Operator.StopAsync();
        proxy.Intercept = _ => Task.FromResult(false);
        proxy.LosesAnswer = _ => false;
        await scene.Operator.StartAsync();

        if (write == 1)
        {
            await scene.UntilSuspendedByUsAsync(kind);
            await scene.ModelReadyAsync();
            await scene.ModelGoesAsync();
        }

        var resumed = await scene.UntilAsync(kind, found => !kind.IsSuspended(found));
        await scene.RunningAsync();
        resumed.Annotation(IntegrationAnnotations.Suspended).Should().BeNull();
        JsonNode.Parse(resumed.Annotation(IntegrationAnnotations.Preemptions)!)!["times"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task A_kind_whose_CRD_comes_later_takes_part_from_then_on()
    {
        var late = new ForeignKind($"late-{Guid.NewGuid():N}"[..12] + ".example.com", "v1", "LateJob", "latejobs", "suspend");
        Integration[] kinds = [new(new ResourceType(late.Group, late.Version, late.Kind, late.Plural), FieldPath.TryParse("spec.suspend")!, [], [], late.Kind)];
        await using var scene = await ForeignScene.StartAsync(fixture, kinds: kinds);
        await scene.Client.InstallAsync(late);
        await scene.CreateAsync(late, labels: new JsonObject { [StandIns.Ignores] = "true" });
        var owner = await scene.ReadAsync(late);
        await scene.Client.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta
                {
                    Name = "worker",
                    OwnerReferences = [new V1OwnerReference { ApiVersion = late.ApiVersion, Kind = late.Kind, Name = "train", Uid = owner["metadata"]!["uid"]!.GetValue<string>(), Controller = true }],
                },
                Spec = scene.PodSpec(gpus: 2),
            },
            scene.Namespace);
        await scene.RunningAsync(pods: 1);

        await scene.ModelAsync(gpus: 2, replicas: 2);

        await scene.UntilSuspendedByUsAsync(late);
        await scene.Client.ApiextensionsV1.DeleteCustomResourceDefinitionAsync($"{late.Plural}.{late.Group}");
    }

    [Fact]
    public async Task A_Job_without_the_suspend_field_is_named_and_goes_on()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        var job = await scene.Client.BatchV1.CreateNamespacedJobAsync(
            new V1Job
            {
                Metadata = new V1ObjectMeta { Name = "train", Labels = new Dictionary<string, string> { [Labels.Preemptible] = "true" } },
                Spec = new V1JobSpec { Parallelism = 2, Completions = 2, Template = new V1PodTemplateSpec { Spec = scene.PodSpec(gpus: 2) } },
            },
            scene.Namespace);
        var before = await scene.RunningAsync();

        await scene.ModelAsync();

        if (await HasSuspendAsync())
        {
            await scene.ModelReadyAsync();
            (await scene.Client.BatchV1.ReadNamespacedJobAsync("train", scene.Namespace)).Spec.Suspend.Should().BeTrue();
            return;
        }

        (await scene.EventAsync("Job", ConditionReasons.SuspendRefused)).Message.Should().Contain("does not keep spec.suspend of batch/v1 Job");
        await scene.ModelWaitsAsync();
        (await scene.RunningAsync()).Select(pod => pod.Metadata.Uid).Should().BeEquivalentTo(before.Select(pod => pod.Metadata.Uid));
        var after = await Eventually.GetAsync(
            () => scene.Client.BatchV1.ReadNamespacedJobAsync("train", scene.Namespace), found => found.Metadata.Annotations?.ContainsKey(IntegrationAnnotations.Suspended) != true);
        after.Metadata.Uid.Should().Be(job.Metadata.Uid);
    }

    /// <summary>Kubernetes 1.21 and later.</summary>
    private async Task<bool> HasSuspendAsync() => int.Parse((await fixture.Client.Version.GetCodeAsync()).Minor.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture) >= 21;

    private static bool IsWrite(HttpRequest request) => HttpMethods.IsPatch(request.Method) && request.Path.Value!.Contains("/pytorchjobs/", StringComparison.Ordinal);
}
