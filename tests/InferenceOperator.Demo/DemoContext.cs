using InferenceOperator.Api;
using InferenceOperator.Demo.LoadGeneration;
using InferenceOperator.Demo.Ocr;
using InferenceOperator.Demo.Pictures;
using InferenceOperator.Demo.Reporting;
using InferenceOperator.Demo.Setup;
using k8s;
using k8s.Models;

namespace InferenceOperator.Demo;

/// <summary>What the steps share: the cluster, the picture, the console, the figures.</summary>
internal sealed class DemoContext(DemoCluster cluster, DemoConsole console, TimeProvider time) : IDisposable
{
    public const string Namespace = "demo";

    private readonly GenericClient _models = new(cluster.Client, ApiGroup.Name, ApiGroup.Version, ModelDeployment.Plural, disposeClient: false);
    private readonly GenericClient _jobs = new(cluster.Client, ApiGroup.Name, ApiGroup.Version, TrainingJob.Plural, disposeClient: false);
    private readonly Picture _picture = Picture.ReadPgm(Path.Combine(AppContext.BaseDirectory, "Pictures", "sign.pgm"));

    public DemoCluster Cluster => cluster;

    public DemoConsole Console => console;

    public TimeProvider Time => time;

    public Measurements Measurements { get; } = new();

    /// <summary>The picture as the model takes it.</summary>
    public Tensor Input => new([1, 3, _picture.Height, _picture.Width], _picture.ToTensor());

    public Task<ModelDeployment> ModelAsync(string name, CancellationToken cancellationToken) =>
        _models.ReadNamespacedAsync<ModelDeployment>(Namespace, name, cancellationToken);

    public Task<TrainingJob> JobAsync(string name, CancellationToken cancellationToken) =>
        _jobs.ReadNamespacedAsync<TrainingJob>(Namespace, name, cancellationToken);

    public async Task<IList<V1Pod>> PodsAsync(string selector, CancellationToken cancellationToken) =>
        (await cluster.Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: selector, cancellationToken: cancellationToken)).Items;

    /// <summary>Applies a manifest of the demo as a user would, with kubectl.</summary>
    public Task ApplyAsync(string manifest, CancellationToken cancellationToken) => cluster.KubectlAsync(
        ["apply", "--namespace", Namespace, "--filename", Path.Combine(AppContext.BaseDirectory, "Manifests", manifest)], cancellationToken);

    /// <summary>Looks five times a second until there is an answer.</summary>
    /// <exception cref="DemoFailedException">None came in time; says what was waited for.</exception>
    public async Task<T> WaitAsync<T>(string what, TimeSpan limit, Func<Task<T?>> look, CancellationToken cancellationToken)
        where T : class
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < limit)
        {
            if (await look() is { } found) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }

        throw new DemoFailedException($"waited {limit.TotalSeconds:0} s for this: {what}");
    }

    public void Dispose()
    {
        _models.Dispose();
        _jobs.Dispose();
    }
}
