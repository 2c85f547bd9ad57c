using System.Text.Json;
using k8s;
using k8s.Models;

namespace InferenceOperator.Demo.Setup;

/// <summary>
/// Kubernetes discovery for a Prometheus that was built without it (Debian's): writes the pods of models to a file that Prometheus watches, with
/// the labels that its own discovery would give, so that the shipped relabelling is what is used.
/// </summary>
internal sealed class PodDiscovery : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public PodDiscovery(IKubernetes client, string file) => _running = RunAsync(client, file);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(IKubernetes client, string file)
    {
        var written = "";
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var pods = await client.CoreV1.ListPodForAllNamespacesAsync(
                    labelSelector: "app.kubernetes.io/managed-by=inference-operator", cancellationToken: _stop.Token);
                var targets = JsonSerializer.Serialize(pods.Items.Where(pod => pod.Status.PodIP is not null).OrderBy(pod => pod.Metadata.Uid, StringComparer.Ordinal).Select(Target));
                if (targets != written) await WriteAsync(file, written = targets);
                await Task.Delay(TimeSpan.FromMilliseconds(500), _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or k8s.Autorest.HttpOperationException or IOException or OperationCanceledException)
            {
                // The API server restarts, or is busy: the next look will do.
                await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task WriteAsync(string file, string targets)
    {
        await File.WriteAllTextAsync(file + ".new", targets);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static object Target(V1Pod pod)
    {
        var labels = new Dictionary<string, string>
        {
            ["__meta_kubernetes_namespace"] = pod.Metadata.NamespaceProperty,
            ["__meta_kubernetes_pod_name"] = pod.Metadata.Name,
            ["__meta_kubernetes_pod_phase"] = pod.Status.Phase,
        };
        foreach (var (name, value) in pod.Metadata.Labels ?? new Dictionary<string, string>()) labels[$"__meta_kubernetes_pod_label_{Sanitised(name)}"] = value;
        foreach (var (name, value) in pod.Metadata.Annotations ?? new Dictionary<string, string>()) labels[$"__meta_kubernetes_pod_annotation_{Sanitised(name)}"] = value;
        return new { targets = new[] { $"{pod.Status.PodIP}:80" }, labels };
    }

    private static string Sanitised(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
