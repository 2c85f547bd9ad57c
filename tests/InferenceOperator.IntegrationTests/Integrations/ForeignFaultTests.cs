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

    [Fact]
    public async Task An_operator_that_may_not_patch_says_so_and_leaves_it_alone()
    {
        var kind = ForeignKind.PyTorchJob;
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        await using var scene = await ForeignScene.StartAsync(fixture, kubeconfig: () => proxy.Kubeconfig);
        var writes = 0;
        proxy.Intercept = context => RefuseAsync(context, IsWrite, StatusCodes.Status403Forbidden, "Forbidden", () => Interlocked.Increment(ref writes));
        await scene.CreateAsync(kind);
        var before = await scene.RunningAsync();

        await scene.ModelAsync();

        (await scene.EventAsync(kind.Kind, ConditionReasons.SuspendRefused)).Message.Should().Contain("refuses spec.runPolicy.suspend");
        await scene.ModelWaitsAsync();
        writes.Should().Be(1, "it is not tried again for ten minutes");
        (await scene.RunningAsync()).Select(pod => pod.Metadata.Uid).Should().BeEquivalentTo(before.Select(pod => pod.Metadata.Uid));
    }

    [Fact]
    public async Task An_operator_that_may_not_list_a_kind_leads_without_it_and_takes_it_up_when_it_may()
    {
        var kind = ForeignKind.PyTorchJob;
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        proxy.Intercept = context => RefuseAsync(context, request => request.Path.Value!.EndsWith("/pytorchjobs", StringComparison.Ordinal), StatusCodes.Status403Forbidden, "Forbidden", () => { });
        await using var scene = await ForeignScene.StartAsync(fixture, kubeconfig: () => proxy.Kubeconfig);
        await scene.CreateAsync(kind);
        await scene.RunningAsync();
        await scene.ModelAsync();
        await scene.ModelWaitsAsync();

        proxy.Intercept = _ => Task.FromResult(false);

        await scene.UntilSuspendedByUsAsync(kind);
        await scene.ModelReadyAsync();
    }

    [Fact]
    public async Task An_object_that_its_owner_edits_in_between_is_looked_at_again()
    {
        var kind = ForeignKind.PyTorchJob;
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        await using var scene = await ForeignScene.StartAsync(fixture, kubeconfig: () => proxy.Kubeconfig);
        var edits = 0;
        proxy.Intercept = async context =>
        {
            // Just before the operator's write arrives, its owner opts out.
            if (IsWrite(context.Request) && Interlocked.Increment(ref edits) == 1)
                await scene.Client.PatchAsync(kind, scene.Namespace, "train", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Labels.Preemptible] = "false" } } });
            return false;
        };
        await scene.CreateAsync(kind);
        await scene.RunningAsync();

        await scene.ModelAsync();
        await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref edits)), seen => seen > 0);
        await scene.ModelWaitsAsync();

        var after = await scene.ReadAsync(kind);
        (kind.IsSuspended(after), after.Annotation(IntegrationAnnotations.Suspended), edits).Should().Be((false, null, 1));
    }

    private static async Task<bool> RefuseAsync(HttpContext context, Func<HttpRequest, bool> which, int code, string reason, Action seen)
    {
        if (!which(context.Request)) return false;
        seen();
        context.Response.StatusCode = code;
        await context.Response.WriteAsJsonAsync(new { kind = "Status", apiVersion = "v1", status = "Failure", reason, message = "not allowed here", code });
        return true;
    }

    /// <summary>Kubernetes 1.21 and later.</summary>
    private async Task<bool> HasSuspendAsync() => int.Parse((await fixture.Client.Version.GetCodeAsync()).Minor.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture) >= 21;

    private static bool IsWrite(HttpRequest request) => HttpMethods.IsPatch(request.Method) && request.Path.Value!.Contains("/pytorchjobs/", StringComparison.Ordinal);
}
