using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters.Nodes;
using InferenceOperator.LocalClusters.Prometheus;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>Inference first: a model takes the GPUs of a training job, which saves, waits and comes back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class InferenceFirstTests(ClusterFixture fixture) : IAsyncLifetime
{
    private const int AllGpus = 8;
    private const string Pool = "inference-first";
    private string _product = "";

    private Dictionary<string, string> OwnNodes => new() { ["nvidia.com/gpu.product"] = _product };

    public async Task InitializeAsync()
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        _product = await fixture.OwnNodesAsync(count: 2, gpus: AllGpus / 2);
        await fixture.Client.CreateAsync(new GpuPool
        {
            Metadata = new V1ObjectMeta { Name = Pool },
            Spec = new GpuPoolSpec
            {
                NodeSelector = OwnNodes,
                Training = new PoolTrainingSpec { MinRuntime = "0s" },
                Reclaim = new PoolReclaimSpec { GiveBackDelay = "1s" },
            },
        });
    }

    public Task DisposeAsync() => fixture.Client.DeleteAsync<GpuPool>(null, Pool);

    [Fact]
    public async Task A_model_takes_the_GPUs_of_training_which_saves_and_comes_back_when_the_model_goes()
    {
        await using var harness = await OperatorHarness.StartAsync(fixture, "first");
        await fixture.Client.CreateAsync(Job(harness.Namespace, minWorkers: AllGpus));
        await UntilJobAsync(harness, job => job.Status?.ActiveWorkers == AllGpus);

        await ModelAsync(harness);
        await fixture.Client.UntilAsync<ModelDeployment>(harness.Namespace, "ocr", model => model.Is(ConditionTypes.Ready, "True"));
        var suspended = await UntilJobAsync(harness, job => job.Status is { ActiveWorkers: 0, LastCheckpoint: not null });
        suspended.Status!.LastCheckpoint!.Message.Should().Be("step=1200");
        suspended.Status.Preemptions.Should().Be(1);

        await fixture.Client.DeleteAsync<ModelDeployment>(harness.Namespace, "ocr");
        var resumed = await UntilJobAsync(harness, job => job.Status?.ActiveWorkers == AllGpus);
        resumed.Status!.Preemptions.Should().Be(1);
    }

    [Fact]
    public async Task An_elastic_job_gives_up_no_more_than_the_model_needs()
    {
        await using var harness = await OperatorHarness.StartAsync(fixture, "elastic");
        await fixture.Client.CreateAsync(Job(harness.Namespace, minWorkers: 2));
        await UntilJobAsync(harness, job => job.Status?.ActiveWorkers == AllGpus);

        await ModelAsync(harness);
        await fixture.Client.UntilAsync<ModelDeployment>(harness.Namespace, "ocr", model => model.Is(ConditionTypes.Ready, "True"));

        var shrunk = await UntilJobAsync(harness, job => job.Status?.ActiveWorkers == AllGpus - 1);
        shrunk.Status!.WorldSize.Should().Be(AllGpus - 1);
    }

    [Fact]
    public async Task A_broken_objective_takes_GPUs_from_training_and_the_end_of_the_load_gives_them_back()
    {
        await using var prometheus = await LocalPrometheus.StartAsync(new() { ScrapeInterval = TimeSpan.FromMilliseconds(250) });
        await using var harness = await OperatorHarness.StartAsync(fixture, "loop", options =>
        {
            options.PrometheusUrl = prometheus.Address;
            options.Prometheus.ScrapeInterval = TimeSpan.FromMilliseconds(500);
            options.Prometheus.RateWindow = TimeSpan.FromSeconds(2);
        });
        await ModelAsync(harness, spec => spec.Scaling = new ScalingSpec { MaxReplicas = 4, Latency = new LatencyObjective { Target = "100ms" }, ScaleDownDelay = "2s" });
        await fixture.Client.UntilAsync<ModelDeployment>(harness.Namespace, "ocr", model => model.Is(ConditionTypes.Ready, "True"));
        await fixture.Client.CreateAsync(Job(harness.Namespace, minWorkers: 2, workers: AllGpus - 1));
        await UntilJobAsync(harness, job => job.Status?.ActiveWorkers == AllGpus - 1);
        await using var fleet = new SimulatedFleet(fixture.Client, prometheus, harness.Namespace, "ocr");

        fleet.RequestsPerSecond = 100;
        await fixture.Client.UntilAsync<ModelDeployment>(harness.Namespace, "ocr", model => model.Status?.ReadyReplicas == 4 && model.Is(ConditionTypes.ObjectiveMet, "True"));
        var shrunk = await UntilJobAsync(harness, job => job.Status?.ActiveWorkers == AllGpus - 4);
        shrunk.Status!.LastCheckpoint!.Message.Should().Be("step=1200");

        fleet.RequestsPerSecond = 0;
        await fixture.Client.UntilAsync<ModelDeployment>(harness.Namespace, "ocr", model => model.Status is { DesiredReplicas: 1, ReadyReplicas: 1 });
        await UntilJobAsync(harness, job => job.Status?.ActiveWorkers == AllGpus - 1);
    }

    private async Task ModelAsync(OperatorHarness harness, Action<ModelDeploymentSpec>? change = null)
    {
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        await fixture.Client.CreateAsync(Samples.Model(harness.Namespace, "ocr", harness.Namespace,
            spec =>
            {
                spec.Gpu = new GpuRequirements { Count = 1, Products = [_product] };
                change?.Invoke(spec);
            }));
    }

    private Task<TrainingJob> UntilJobAsync(OperatorHarness harness, Func<TrainingJob, bool> wanted) =>
        fixture.Client.UntilAsync(harness.Namespace, "bert", wanted);

    private TrainingJob Job(string @namespace, int minWorkers, int workers = AllGpus) => new()
    {
        Metadata = new V1ObjectMeta { Name = "bert", NamespaceProperty = @namespace },
        Spec = new TrainingJobSpec
        {
            Workers = workers,
            MinWorkers = minWorkers,
            Checkpoint = new CheckpointSpec { GracePeriod = "20s", ResumeCost = "5s" },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta
                {
                    Annotations = new Dictionary<string, string>
                    {
                        [FakeAnnotations.OnTermMessage] = "step=1200",
                        [FakeAnnotations.OnTermExitCode] = "0",
                        [FakeAnnotations.OnTermDelay] = "0.5",
                    },
                },
                Spec = new V1PodSpec
                {
                    NodeSelector = OwnNodes,
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "worker",
                            Image = "trainer:test",
                            Resources = new V1ResourceRequirements
                            {
                                Limits = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = new("1") },
                                Requests = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = new("1") },
                            },
                        },
                    ],
                },
            },
        },
    };
}
