using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>
/// Stands in for the controllers of other projects in one namespace: makes the pods of an object whose suspend field is false, by way of the
/// objects that those controllers make, and takes them away when it is true. A JobSet's controller suspends its Jobs; here it deletes them, since
/// the oldest Kubernetes that is tested has Jobs without the field.
/// </summary>
internal sealed class StandIns : IAsyncDisposable
{
    /// <summary>Label of an object whose controller does not look at the suspend field.</summary>
    public const string Ignores = "ignores-suspend";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stop = new();
    private readonly IKubernetes _client;
    private readonly string _namespace;
    private readonly Task _running;

    public StandIns(IKubernetes client, string @namespace)
    {
        (_client, _namespace) = (client, @namespace);
        _running = Task.Run(RunAsync);
    }

    /// <summary>The body of an object with so many pods.</summary>
    public static JsonObject Body(ForeignKind kind, string name, int pods, int gpus, string product, bool suspend = false, JsonObject? labels = null, JsonObject? annotations = null)
    {
        var spec = kind.Spec(suspend);
        (spec["pods"], spec["gpus"], spec["product"], spec["shutdownAfterJobFinishes"]) = (pods, gpus, product, true);
        if (kind == ForeignKind.BatchJob)
            (spec["parallelism"], spec["template"]) = (pods, new JsonObject { ["spec"] = JsonNode.Parse(KubernetesJson.Serialize(ForeignPods.Spec(gpus, product))) });
        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels, ["annotations"] = annotations }, ["spec"] = spec };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await EachAsync(ForeignKind.TrainJob, job => ChildAsync(ForeignKind.TrainJob, job, ForeignKind.JobSet, exists: true));
                await EachAsync(ForeignKind.JobSet, JobAsync);
                await EachAsync(ForeignKind.RayJob, job => ChildAsync(ForeignKind.RayJob, job, ForeignKind.RayCluster, !Stops(ForeignKind.RayJob, job)));
                await EachAsync(ForeignKind.RayCluster, cluster => PodsAsync(ForeignKind.RayCluster, cluster));
                await EachAsync(ForeignKind.PyTorchJob, job => PodsAsync(ForeignKind.PyTorchJob, job));
                await EachAsync(ForeignKind.BatchJob, job => PodsAsync(ForeignKind.BatchJob, job));
                await OrphansAsync();
            }
            catch (HttpOperationException exception)
            {
                // Somebody else was faster: the next round looks again.
                Console.WriteLine(exception.Response.Content);
            }

            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EachAsync(ForeignKind kind, Func<JsonNode, Task> reconcile)
    {
        foreach (var found in await _client.ListAsync(kind, _namespace))
        {
            if (found!["metadata"]!["deletionTimestamp"] is null) await reconcile(found);
        }
    }

    private async Task ChildAsync(ForeignKind kind, JsonNode owner, ForeignKind childKind, bool exists)
    {
        var child = (await _client.ListAsync(childKind, _namespace)).FirstOrDefault(found => Name(found!) == Name(owner));
        var suspend = kind != ForeignKind.RayJob && Stops(kind, owner);
        if (child is null && exists)
        {
            var spec = owner["spec"]!;
            var body = StandIns.Body(childKind, Name(owner), spec["pods"]!.GetValue<int>(), spec["gpus"]!.GetValue<int>(), spec["product"]!.GetValue<string>(), suspend);
            body["metadata"]!["ownerReferences"] = new JsonArray(Reference(kind, owner));
            await _client.CreateAsync(childKind, _namespace, body);
        }
        else if (child is not null && !exists)
        {
            if (child["metadata"]!["deletionTimestamp"] is null) await _client.DeleteAsync(childKind, _namespace, Name(child));
        }
        else if (child is not null && childKind.IsSuspended(child) != suspend)
        {
            await _client.SuspendAsync(childKind, _namespace, Name(child), suspend);
        }
    }

    private async Task JobAsync(JsonNode owner)
    {
        var job = (await _client.BatchV1.ListNamespacedJobAsync(_namespace)).Items.FirstOrDefault(found => found.Metadata.Name == Name(owner));
        var stops = Stops(ForeignKind.JobSet, owner);
        if (job is null && !stops)
            await _client.BatchV1.CreateNamespacedJobAsync(Job(owner), _namespace);
        else if (job is { Metadata.DeletionTimestamp: null } && stops)
            await _client.BatchV1.DeleteNamespacedJobAsync(Name(owner), _namespace, propagationPolicy: "Background");
    }

    private async Task PodsAsync(ForeignKind kind, JsonNode owner)
    {
        var uid = owner["metadata"]!["uid"]!.GetValue<string>();
        var pods = (await _client.CoreV1.ListNamespacedPodAsync(_namespace)).Items.Where(pod => pod.Metadata.OwnerReferences?.Any(reference => reference.Uid == uid) == true).ToList();
        if (Stops(kind, owner) && kind != ForeignKind.RayCluster)
        {
            foreach (var pod in pods.Where(pod => pod.Metadata.DeletionTimestamp is null)) await _client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, _namespace);
            return;
        }

        for (var index = 0; index < owner["spec"]!["pods"]!.GetValue<int>(); index++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{Name(owner)}-{index}");
            if (pods.Exists(pod => pod.Metadata.Name == name)) continue;
            var metadata = new V1ObjectMeta { Name = name, OwnerReferences = [KubernetesJson.Deserialize<V1OwnerReference>(Reference(kind, owner).ToJsonString())] };
            try
            {
                await _client.CoreV1.CreateNamespacedPodAsync(new V1Pod { Metadata = metadata, Spec = PodSpec(owner) }, _namespace);
            }
            catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
            {
                // The pod of the cluster before is still stopping.
                Console.WriteLine($"{name} is there");
            }
        }
    }

    /// <summary>What the garbage collector does too, which takes its time after new CRDs.</summary>
    private async Task OrphansAsync()
    {
        var pods = (await _client.CoreV1.ListNamespacedPodAsync(_namespace)).Items;
        var owners = (await _client.BatchV1.ListNamespacedJobAsync(_namespace)).Items.Select(job => job.Metadata.Uid)
            .Concat((await _client.ListAsync(ForeignKind.BatchJob, _namespace)).Concat(await _client.ListAsync(ForeignKind.RayCluster, _namespace)).Select(cluster => cluster!["metadata"]!["uid"]!.GetValue<string>())).ToHashSet();
        foreach (var pod in pods.Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Metadata.OwnerReferences?.Any(owner => owner.Kind is "Job" or "RayCluster" && !owners.Contains(owner.Uid)) == true))
            await _client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, _namespace);
    }

    private static V1Job Job(JsonNode owner)
    {
        var pods = owner["spec"]!["pods"]!.GetValue<int>();
        return new V1Job
        {
            Metadata = new V1ObjectMeta { Name = Name(owner), OwnerReferences = [KubernetesJson.Deserialize<V1OwnerReference>(Reference(ForeignKind.JobSet, owner).ToJsonString())] },
            Spec = new V1JobSpec { Parallelism = pods, Completions = pods, Template = new V1PodTemplateSpec { Spec = PodSpec(owner) } },
        };
    }

    private static V1PodSpec PodSpec(JsonNode owner) => ForeignPods.Spec(owner["spec"]!["gpus"]!.GetValue<int>(), owner["spec"]!["product"]!.GetValue<string>());

    private static bool Stops(ForeignKind kind, JsonNode found) => kind.IsSuspended(found) && found["metadata"]?["labels"]?[Ignores] is null;

    private static string Name(JsonNode found) => found["metadata"]!["name"]!.GetValue<string>();

    private static JsonObject Reference(ForeignKind kind, JsonNode owner) => new()
    {
        ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["name"] = Name(owner), ["uid"] = owner["metadata"]!["uid"]!.GetValue<string>(), ["controller"] = true,
    };
}
