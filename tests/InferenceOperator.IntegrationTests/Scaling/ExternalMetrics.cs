using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using InferenceOperator.LocalClusters.Pki;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>
/// The API external.metrics.k8s.io, which KEDA or an adapter of Prometheus serves elsewhere: an HTTPS endpoint on loopback, registered with the
/// API server's aggregation layer. One a cluster at a time.
/// </summary>
public sealed class ExternalMetrics : IAsyncDisposable
{
    private const string Name = "v1beta1.external.metrics.k8s.io";
    private const string Role = "external-metrics-reader";
    private const string Path = "/apis/external.metrics.k8s.io/v1beta1";
    private readonly ConcurrentDictionary<(string Namespace, string Metric), int> _values = new();
    private readonly IKubernetes _client;
    private readonly WebApplication _app;
    private string _namespace = "";

    private ExternalMetrics(IKubernetes client)
    {
        _client = client;
        using var authority = new CertificateAuthority("external-metrics");
        var pair = authority.Issue("CN=localhost", CertificateRole.Server, "localhost", "127.0.0.1");
        using var ephemeral = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
        var certificate = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _app = builder.Build();
        _app.MapGet(Path, () => Results.Text("""{"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "external.metrics.k8s.io/v1beta1", "resources": [{"name": "externalmetrics", "singularName": "", "namespaced": true, "kind": "ExternalMetricValueList", "verbs": ["get"]}]}""", "application/json"));
        _app.MapGet(Path + "/namespaces/{space}/{metric}", (string space, string metric) => Results.Text(Answer(space, metric), "application/json"));
    }

    /// <summary>Starts it and returns once the API server serves it.</summary>
    public static async Task<ExternalMetrics> StartAsync(IKubernetes client, string @namespace)
    {
        var metrics = new ExternalMetrics(client) { _namespace = @namespace };
        await metrics._app.StartAsync();
        var address = new Uri(metrics._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service { Metadata = new V1ObjectMeta { Name = "external-metrics" }, Spec = new V1ServiceSpec { Type = "ExternalName", ExternalName = "localhost" } }, @namespace);
        await AllowAsync(client);
        await client.ApiregistrationV1.CreateAPIServiceAsync(new V1APIService
        {
            Metadata = new V1ObjectMeta { Name = Name },
            Spec = new V1APIServiceSpec
            {
                Group = "external.metrics.k8s.io",
                Version = "v1beta1",
                GroupPriorityMinimum = 100,
                VersionPriority = 100,
                InsecureSkipTLSVerify = true,
                Service = new Apiregistrationv1ServiceReference { Name = "external-metrics", NamespaceProperty = @namespace, Port = address.Port },
            },
        });
        await Eventually.GetAsync(
            () => client.ApiregistrationV1.ReadAPIServiceAsync(Name), service => service.Status?.Conditions?.Any(condition => condition is { Type: "Available", Status: "True" }) == true);
        return metrics;
    }

    // Whoever serves the API brings this along: the autoscaler's own role has no right to it.
    private static async Task AllowAsync(IKubernetes client)
    {
        await client.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole
        {
            Metadata = new V1ObjectMeta { Name = Role },
            Rules = [new V1PolicyRule { ApiGroups = ["external.metrics.k8s.io"], Resources = ["*"], Verbs = ["get", "list"] }],
        });
        await client.RbacAuthorizationV1.CreateClusterRoleBindingAsync(new V1ClusterRoleBinding
        {
            Metadata = new V1ObjectMeta { Name = Role },
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = Role },
            Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = "horizontal-pod-autoscaler", NamespaceProperty = "kube-system" }],
        });
    }

    /// <summary>Says the value of a metric in a namespace.</summary>
    public void Say(string @namespace, string metric, int value) => _values[(@namespace, metric)] = value;

    public async ValueTask DisposeAsync()
    {
        await _client.ApiregistrationV1.DeleteAPIServiceAsync(Name);
        await _client.RbacAuthorizationV1.DeleteClusterRoleBindingAsync(Role);
        await _client.RbacAuthorizationV1.DeleteClusterRoleAsync(Role);
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private string Answer(string space, string metric)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var items = _values.TryGetValue((space, metric), out var value)
            ? $$"""{"metricName": "{{metric}}", "metricLabels": {}, "timestamp": "{{now}}", "value": "{{value}}"}"""
            : "";
        return $$"""{"kind": "ExternalMetricValueList", "apiVersion": "external.metrics.k8s.io/v1beta1", "metadata": {}, "items": [{{items}}]}""";
    }
}
