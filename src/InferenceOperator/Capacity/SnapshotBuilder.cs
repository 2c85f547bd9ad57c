using InferenceOperator.Boards;
using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Core.Model;
using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;
using InferenceOperator.Scaling;
using k8s;
using k8s.Models;

namespace InferenceOperator.Capacity;

/// <summary>
/// Translates the caches into what a capacity plan looks at. An object that cannot be translated is left out with a log line, once for each
/// of its versions; it never stops the plan for the others.
/// </summary>
internal sealed partial class SnapshotBuilder(IResourceStores stores, ScalingBoard scaling, ILogger<SnapshotBuilder> logger, ForeignJobs? foreignJobs = null, RolloutBoard? rollouts = null)
{
    private Dictionary<string, string?> _skipped = [];

    /// <summary>Builds a snapshot.</summary>
    /// <returns>The snapshot, with the UIDs of the objects in it.</returns>
    public CapacityInputs Build()
    {
        var skipped = new Dictionary<string, string?>();
        var models = stores.Of<ModelDeployment>().List();
        var jobs = stores.Of<TrainingJob>().List();
        var pods = stores.Of<V1Pod>().List();
        var foreign = foreignJobs?.Look(pods) ?? ForeignView.Empty;
        var owners = new PodOwners(models, jobs, foreign);
        var onCpu = new Dictionary<ObjectName, int>();
        var snapshot = new ClusterSnapshot
        {
            Nodes = Read(stores.Of<V1Node>().List(), NodeReader.Read, skipped),
            Pods = Read(pods, pod => Pod(pod, owners, onCpu), skipped),
            Models = Read(models, model => Demand(model, onCpu), skipped),
            TrainingJobs = [.. Read(jobs, DemandReader.Read, skipped), .. foreign.Demands],
            Losses = foreign.Losses,
            Pools = Read(stores.Of<GpuPool>().List(), PoolReader.Read, skipped),
        };
        _skipped = skipped;
        rollouts?.KeepOnly(models.Select(model => model.Metadata.Uid).ToHashSet());
        return new CapacityInputs(snapshot, Uids(models), Uids(jobs)) { Foreign = foreign };
    }

    private static PodState? Pod(V1Pod pod, PodOwners owners, Dictionary<ObjectName, int> onCpu)
    {
        if (PodReader.HoldsGpus(pod))
            return PodReader.Read(pod, owners);
        if (PodReader.IsLive(pod) && owners.Of(pod) is (PodOwner.Model, { } model))
            onCpu[model] = onCpu.GetValueOrDefault(model) + 1;
        return null;
    }

    // A model that no runtime serves cannot start: nobody gives up a GPU for it, and what runs stays, or goes when its owner says so.
    private ModelDemand Demand(ModelDeployment model, Dictionary<ObjectName, int> onCpu)
    {
        var deployment = stores.Of<V1Deployment>().OwnedBy(model.Metadata.Uid).FirstOrDefault();
        var deployed = deployment?.Spec.Replicas;
        var demand = DemandReader.Read(model, scaling.Get(model.Metadata.Uid), deployed);
        if (demand is { CpuFallback: true, Ask.Count: > 0 })
        {
            var pods = onCpu.GetValueOrDefault(demand.Name);
            demand = demand with { PodsOnCpu = pods, OnCpu = pods > 0 || (deployed > 0 && PodGpus.Of(deployment!.Spec.Template?.Spec).IsEmpty) };
        }

        if (demand is { WantedReplicas: 1, CurrentReplicas: 1, Ask.Count: > 0 } && rollouts?.WantsSurge(model.Metadata.Uid) == true)
            demand = demand with { WantsSurge = true };
        var served = RuntimeChooser.Choose(model, stores.Of<InferenceRuntime>().List(), deployment).Runtime is not null;
        return served ? demand : demand with { WantedReplicas = Math.Min(demand.WantedReplicas, demand.CurrentReplicas) };
    }

    /// <summary>Translates each object by itself: whatever one of them holds, its mistake stays with it. Null: it does not count.</summary>
    private List<TState> Read<T, TState>(IEnumerable<T> objects, Func<T, TState?> read, Dictionary<string, string?> skipped)
        where T : class, IKubernetesObject<V1ObjectMeta>
        where TState : class
    {
        var states = new List<TState>();
        foreach (var found in objects)
        {
            try
            {
                if (read(found) is { } state)
                    states.Add(state);
            }
            catch (Exception e)
            {
                skipped[found.Metadata.Uid] = found.Metadata.ResourceVersion;
                if (_skipped.GetValueOrDefault(found.Metadata.Uid) != found.Metadata.ResourceVersion)
                    LogSkipped(e, typeof(T).Name, ObjectKey.Of(found));
            }
        }

        return states;
    }

    private static Dictionary<ObjectName, string> Uids<T>(IEnumerable<T> objects)
        where T : IKubernetesObject<V1ObjectMeta> =>
        objects.ToDictionary(found => new ObjectName(found.Metadata.NamespaceProperty, found.Metadata.Name), found => found.Metadata.Uid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Key} cannot be translated and is left out of the capacity plan")]
    private partial void LogSkipped(Exception e, string kind, ObjectKey key);
}
