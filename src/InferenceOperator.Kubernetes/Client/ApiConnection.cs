using k8s;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>The process's one connection to the API server: address, credentials, HttpClient.</summary>
internal sealed class ApiConnection : IDisposable
{
    private const string NamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    public ApiConnection(IOptions<KubernetesOperatorOptions> options)
        : this(Configuration(options.Value), options.Value)
    {
    }

    internal ApiConnection(KubernetesClientConfiguration configuration, KubernetesOperatorOptions options)
    {
        configuration.UserAgent = $"{options.FieldManager}/{options.Version}";
        configuration.FirstMessageHandlerSetup = handler =>
        {
            handler.ConnectTimeout = TimeSpan.FromSeconds(5);
            // All requests share a connection: one that died silently must be noticed in time to renew the lease on another one.
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(2);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(2);
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
            handler.EnableMultipleHttp2Connections = true;
        };
        Client = new k8s.Kubernetes(configuration);
        Client.HttpClient.DefaultRequestHeaders.UserAgent.Clear();
        Client.HttpClient.DefaultRequestHeaders.UserAgent.ParseAdd(configuration.UserAgent);
        Namespace = File.Exists(NamespaceFile) ? File.ReadAllText(NamespaceFile).Trim()
            : string.IsNullOrEmpty(configuration.Namespace) ? "default" : configuration.Namespace;
    }

    /// <summary>The typed client, for what the runtime has no method for.</summary>
    public k8s.Kubernetes Client { get; }

    /// <summary>The namespace that this process is at home in.</summary>
    public string Namespace { get; }

    /// <summary>Sends a request with credentials; the answer's body is not yet read.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        return await Client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public Uri Address(string relative) => new(Client.BaseUri, relative);

    public void Dispose() => Client.Dispose();

    /// <summary>Where to connect to, as kubectl finds it; inside a pod its service account comes before the user's own file.</summary>
    internal static KubernetesClientConfiguration Configuration(KubernetesOperatorOptions options)
    {
        if (options.KubeconfigPath is { } path) return KubernetesClientConfiguration.BuildConfigFromConfigFile(path);
        // The default alone looks at the variable, which may name several files to merge.
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBECONFIG"))) return KubernetesClientConfiguration.BuildDefaultConfig();
        return KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig() : KubernetesClientConfiguration.BuildConfigFromConfigFile();
    }
}
