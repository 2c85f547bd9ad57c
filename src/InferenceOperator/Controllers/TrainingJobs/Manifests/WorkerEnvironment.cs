using System.Globalization;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs.Manifests;

/// <summary>What a worker is told: the variables of torch.distributed's env:// rendezvous, and torchrun's own names (PET_*).</summary>
internal static class WorkerEnvironment
{
    /// <summary>Builds the variables of a worker.</summary>
    /// <param name="rank">Its rank.</param>
    /// <param name="worldSize">Workers of the gang.</param>
    /// <param name="gpus">GPUs of the worker.</param>
    /// <param name="masterAddress">Address of the Service in front of rank 0.</param>
    /// <returns>The variables.</returns>
    public static List<V1EnvVar> Build(int rank, int worldSize, int gpus, string masterAddress) =>
    [
        Variable("RANK", rank),
        Variable("LOCAL_RANK", 0),
        Variable("WORLD_SIZE", worldSize),
        Variable("LOCAL_WORLD_SIZE", 1),
        Master("MASTER_ADDR", rank, masterAddress),
        Variable("MASTER_PORT", TrainingNames.MasterPort),
        Variable("PET_NNODES", worldSize),
        Variable("PET_NODE_RANK", rank),
        Variable("PET_NPROC_PER_NODE", Math.Max(1, gpus)),
        Master("PET_MASTER_ADDR", rank, masterAddress),
        Variable("PET_MASTER_PORT", TrainingNames.MasterPort),
    ];

    /// <summary>Ours first, since Kubernetes expands $(NAME) only from earlier ones; a variable that the template sets itself stays as it is.</summary>
    /// <param name="ours">Ours.</param>
    /// <param name="theirs">The template's.</param>
    /// <returns>All.</returns>
    public static List<V1EnvVar> Merge(IEnumerable<V1EnvVar> ours, IList<V1EnvVar>? theirs)
    {
        var set = (theirs ?? []).Select(variable => variable.Name).ToHashSet();
        return [.. ours.Where(variable => !set.Contains(variable.Name)), .. theirs ?? []];
    }

    private static V1EnvVar Variable(string name, int value) => new() { Name = name, Value = value.ToString(CultureInfo.InvariantCulture) };

    // Rank 0 listens: it is told its own address, which it can bind to and reach on every network.
    private static V1EnvVar Master(string name, int rank, string address) => rank > 0
        ? new V1EnvVar { Name = name, Value = address }
        : new V1EnvVar { Name = name, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = "status.podIP" } } };
}
