using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Integrations;
using InferenceOperator.Tests.Capacity;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.Tests.Integrations;

/// <summary>The snapshot of a world with objects of other controllers' kinds.</summary>
internal sealed class SnapshotBuilderWith(World world, ForeignJobs jobs)
{
    public ClusterSnapshot Build() => new SnapshotBuilder(world.Caches, world.Scaling, NullLogger<SnapshotBuilder>.Instance, jobs).Build().Snapshot;
}
