using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters.Nodes;
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

    private async Task ModelAsync(OperatorHarness harness)
    {
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        await fixture.Client.CreateAsync(Samples.Model(harness.Namespace, "ocr", harness.Namespace,
            spec => spec.Gpu = new GpuRequirements { Count = 1, Products = [_product] }));
    }

    private Task<TrainingJob> UntilJobAsync(OperatorHarness harness, Func<TrainingJob, bool> wanted) =>
        fixture.Client.UntilAsync(harness.Namespace, "bert", wanted);

    private TrainingJob Job(string @namespace, int minWorkers) => new()
    {
        Metadata = new V1ObjectMeta { Name = "bert", NamespaceProperty = @namespace },
        Spec = new TrainingJobSpec
        {
            Workers = AllGpus,
            MinWorkers = minWorkers,
            Checkpoint = new CheckpointSpec { GracePeriod = "20s" },
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
