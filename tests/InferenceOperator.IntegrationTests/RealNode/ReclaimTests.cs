using InferenceOperator.Api;
using InferenceOperator.Hosting;
using InferenceOperator.Kubernetes;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.RealNodes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.RealNodes;

/// <summary>A model takes the GPUs of training where containers really run: what a kubelet, and not a test, does to workers that do not obey.</summary>
[Collection(RealNodeCollection.Name)]
[Trait("Category", "E2E")]
public sealed class ReclaimTests(RealNodeFixture fixture)
{
    [Fact]
    public async Task A_worker_that_ignores_sigterm_is_killed_at_its_deadline_and_the_model_gets_the_GPUs()
    {
        var status = await ReclaimAsync(("TRAINER_IGNORE_SIGTERM", "true"));

        status.EndDetail.Should().Contain("exit code 137");
        (status.LastCheckpoint, status.Preemptions, status.Restarts).Should().Be((null, 1, 0));
        status.LostGpuSeconds.Should().BeGreaterThan(4, "four GPUs lose their work and a second each to load");
    }

    [Fact]
    public async Task A_checkpoint_that_fails_is_no_acknowledgement()
    {
        var status = await ReclaimAsync(("TRAINER_FAIL_CHECKPOINT", "true"));

        status.EndDetail.Should().Contain("exit code 1").And.Contain("checkpoint failed");
        (status.LastCheckpoint, status.Preemptions, status.Restarts).Should().Be((null, 1, 0));
    }

    [Fact]
    public async Task A_worker_over_its_activeDeadlineSeconds_has_failed()
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        var space = await fixture.NewNamespaceAsync("deadline");
        await using var host = await StartAsync(space);

        await fixture.Client.CreateAsync(Job(space, job =>
        {
            (job.BackoffLimit, job.Template.Spec.ActiveDeadlineSeconds) = (0, 3);
        }));

        var status = (await fixture.Client.UntilAsync<TrainingJob>(space, "bert", job => job.Status?.State == "Failed")).Status!;
        status.EndDetail.Should().Contain("DeadlineExceeded");
        status.Restarts.Should().Be(1);
        await LeaveAsync(space);
    }

    private async Task<TrainingJobStatus> ReclaimAsync((string Name, string Value) fault)
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        var space = await fixture.NewNamespaceAsync("reclaim");
        await using var host = await StartAsync(space);
        await fixture.Client.CreateAsync(new GpuPool
        {
            Metadata = new V1ObjectMeta { Name = space },
            Spec = new GpuPoolSpec
            {
                NodeSelector = new() { ["nvidia.com/gpu.present"] = "true" },
                Training = new PoolTrainingSpec { MinRuntime = "0s" },
                Reclaim = new PoolReclaimSpec { GiveBackDelay = "1s" },
            },
        });
        await fixture.Client.CreateAsync(Job(space, fault: fault));
        await fixture.Client.UntilAsync<TrainingJob>(space, "bert", job => job.Status?.State == "Running");
        // It listens to signals once it trains.
        await Eventually.GetAsync(() => fixture.LogsAsync(space, "bert-0"), log => log.Contains("step 0", StringComparison.Ordinal));

        await fixture.Client.CreateAsync(Runtime(space));
        await fixture.Client.CreateAsync(ModelDeployments.Samples.Model(space, "ocr", space, spec =>
        {
            spec.Gpu = new GpuRequirements { Count = 4 };
            spec.Template = new PodAdditions { TerminationGracePeriodSeconds = 2 };
        }));

        // Its server runs, with the GPUs: whether it loads a model is no matter here.
        await Eventually.GetAsync(
            async () => (await fixture.Client.CoreV1.ListNamespacedPodAsync(space, labelSelector: Labels.Model)).Items,
            pods => pods.Any(pod => pod.Status.ContainerStatuses?.Any(container => container.State?.Running is not null) == true));
        var status = (await fixture.Client.UntilAsync<TrainingJob>(space, "bert", job => job.Status?.State == "Preempted")).Status!;
        await LeaveAsync(space);
        return status;
    }

    private async Task<WebApplication> StartAsync(string space)
    {
        var host = OperatorHost.Build(
            options =>
            {
                (options.Kubeconfig, options.Namespace, options.LeaderElect, options.MetricsPort) = (fixture.Cluster.Kubeconfig, space, false, 0);
            },
            (KubernetesOperatorOptions _) => { },
            _ => { });
        await host.StartAsync();
        var state = host.Services.GetRequiredService<OperatorState>();
        await Eventually.GetAsync(() => Task.FromResult(state.IsLeader), leads => leads);
        return host;
    }

    /// <summary>The node's GPUs are the next test's.</summary>
    private async Task LeaveAsync(string space)
    {
        await fixture.Client.CustomObjects.DeleteCollectionNamespacedCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, space, TrainingJob.Plural);
        await fixture.Client.CustomObjects.DeleteCollectionNamespacedCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, space, ModelDeployment.Plural);
        await Eventually.GetAsync(async () => (await fixture.Client.CoreV1.ListNamespacedPodAsync(space)).Items, pods => pods.Count == 0, timeout: 2 * Eventually.Timeout);
        var pools = await fixture.Client.CustomObjects.ListClusterCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, GpuPool.Plural);
        if (pools.ToString()!.Contains(space, StringComparison.Ordinal)) await fixture.Client.DeleteAsync<GpuPool>(null, space);
    }

    private static InferenceRuntime Runtime(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new InferenceRuntimeSpec
        {
            Formats = [new RuntimeFormat { Name = name, Priority = 1 }],
            Image = ImageCatalog.Busybox,
            Args = ["sleep", "1000"],
            Metrics = new RuntimeMetrics { Preset = "onnx" },
        },
    };

    private static TrainingJob Job(string space, Action<TrainingJobSpec>? change = null, (string Name, string Value)? fault = null)
    {
        var spec = new TrainingJobSpec
        {
            Workers = 1,
            Checkpoint = new CheckpointSpec { GracePeriod = "4s", ResumeCost = "1s" },
            Template = new V1PodTemplateSpec
            {
                Spec = new V1PodSpec
                {
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "trainer",
                            Image = ImageCatalog.Trainer,
                            ImagePullPolicy = "IfNotPresent",
                            Env =
                            [
                                new V1EnvVar { Name = "TRAINER_STEP_MILLISECONDS", Value = "20" }, new V1EnvVar { Name = "TRAINER_STEPS", Value = "1000000" },
                                .. fault is { } set ? [new V1EnvVar { Name = set.Name, Value = set.Value }] : Array.Empty<V1EnvVar>(),
                            ],
                            Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { [RealNode.GpuResource] = new("4") } },
                        },
                    ],
                },
            },
        };
        change?.Invoke(spec);
        return new TrainingJob { Metadata = new V1ObjectMeta { Name = "bert", NamespaceProperty = space }, Spec = spec };
    }
}
