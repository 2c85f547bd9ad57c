using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;
using InferenceOperator.Hosting;
using InferenceOperator.IntegrationTests.Counting;
using InferenceOperator.IntegrationTests.Kubernetes;
using InferenceOperator.Kubernetes;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.TrainingJobs;

/// <summary>A namespace, the TrainingJob controller, and a plan by hand.</summary>
internal sealed class GangScene : IAsyncDisposable
{
    public const string Acknowledgement = "step=1200 path=/checkpoints/1200";
    private readonly ClusterFixture _fixture;
    private readonly ManualGrants _grants = new();
    private readonly PassCounter<TrainingJob> _passes = new();
    private TestOperator _operator = null!;

    private GangScene(ClusterFixture fixture, string @namespace) => (_fixture, Namespace) = (fixture, @namespace);

    public string Namespace { get; }

    public IKubernetes Client => _fixture.Client;

    /// <param name="fixture">The cluster.</param>
    /// <param name="kubeconfig">How the operator reaches it; null: directly.</param>
    public static async Task<GangScene> StartAsync(ClusterFixture fixture, string? kubeconfig = null)
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        var scene = new GangScene(fixture, await fixture.NewNamespaceAsync("gang"));
        await scene.StartOperatorAsync(kubeconfig);
        return scene;
    }

    public async Task StartOperatorAsync(string? kubeconfig = null) => _operator = await TestOperator.StartAsync(
        kubeconfig ?? _fixture.Cluster.Kubeconfig,
        builder =>
        {
            builder.Services.AddSingleton<ChildApplier>();
            builder.AddTrainingJobs();
            builder.Services.AddSingleton<ITrainingGrants>(_grants);
            _passes.Register(builder.Services);
        },
        options => options.WatchNamespace = Namespace);

    public async Task StopOperatorAsync() => await _operator.DisposeAsync();

    /// <summary>A job whose workers acknowledge a checkpoint when they are asked to stop.</summary>
    public async Task<TrainingJob> CreateAsync(int workers, Action<TrainingJobSpec>? change = null, Dictionary<string, string>? play = null, string name = "job")
    {
        var spec = new TrainingJobSpec
        {
            Workers = workers,
            Checkpoint = new CheckpointSpec { GracePeriod = "30s", ResumeCost = "5s" },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta
                {
                    Annotations = play ?? new Dictionary<string, string> { [FakeAnnotations.OnTermExitCode] = "0", [FakeAnnotations.OnTermMessage] = Acknowledgement },
                },
                Spec = new V1PodSpec
                {
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "worker",
                            Image = "trainer:demo",
                            Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = new("1") } },
                        },
                    ],
                },
            },
        };
        change?.Invoke(spec);
        return await Client.CreateAsync(new TrainingJob { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace }, Spec = spec });
    }

    public void Grant(TrainingJob job, int workers) => Grant(job, new TrainingGrant(workers, GrantKind.Run, $"{workers} of {job.Spec.Workers} workers granted"));

    public void Preempt(TrainingJob job) =>
        Grant(job, new TrainingGrant(0, GrantKind.Suspend, "model vision/ocr needs GPUs: checkpoint and stop all workers", new ObjectName("vision", "ocr")));

    public void Grant(TrainingJob job, TrainingGrant grant)
    {
        _grants.Set(job.Metadata.Uid, grant);
        Wake();
    }

    /// <summary>As after a restart: the plan has not spoken yet.</summary>
    public void ForgetGrants() => _grants.Clear();

    public void Wake() => _operator.Services.GetRequiredService<IRequestQueue<TrainingJob>>().Enqueue(new ObjectKey(Namespace, "job"), RequestPriority.Urgent);

    /// <summary>Asks for reconciles of the job, one after another, and waits for each.</summary>
    public Task ReconcileAsync(int times) => _passes.RunAsync(_operator.Services, new ObjectKey(Namespace, "job"), times);

    public Task<TrainingJob> UntilAsync(Func<TrainingJobStatus, bool> wanted) =>
        Client.UntilAsync<TrainingJob>(Namespace, "job", job => job.Status is { } status && wanted(status));

    public Task<TrainingJob> RunsAsync(int attempt = 1) => UntilAsync(status => status.State == "Running" && status.Attempt == attempt);

    public async Task<IList<V1Pod>> PodsAsync() =>
        (await Client.CoreV1.ListNamespacedPodAsync(Namespace)).Items.OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal).ToList();

    public Task<IList<V1Pod>> PodsUntilAsync(Func<IList<V1Pod>, bool> wanted) => Eventually.GetAsync(PodsAsync, wanted);

    public Task<TrainingJob> EditAsync(JsonObject spec) => Client.MergeSpecAsync<TrainingJob>(Namespace, "job", spec);

    /// <summary>Reasons of the job's Events.</summary>
    public async Task<List<string>> EventsAsync() =>
        [.. (await Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: "involvedObject.kind=TrainingJob")).Items.Select(item => item.Reason)];

    public async ValueTask DisposeAsync()
    {
        // The operator lives until the jobs' pods are gone: their GPUs are the next test's.
        await Client.CustomObjects.DeleteCollectionNamespacedCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, Namespace, TrainingJob.Plural);
        await PodsUntilAsync(pods => pods.Count == 0);
        await StopOperatorAsync();
        await Client.CoreV1.DeleteNamespaceAsync(Namespace);
    }
}
