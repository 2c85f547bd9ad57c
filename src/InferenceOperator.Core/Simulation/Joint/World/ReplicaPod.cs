namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>A replica of the model on a node.</summary>
/// <param name="id">Its number, for its name.</param>
/// <param name="node">The number of its node.</param>
internal sealed class ReplicaPod(int id, int node)
{
    /// <summary>Its number.</summary>
    public int Id { get; } = id;

    /// <summary>The number of its node.</summary>
    public int Node { get; } = node;

    /// <summary>When it is gone, seconds; infinite: it was not asked to stop.</summary>
    public double GoneAt { get; set; } = double.PositiveInfinity;

    /// <summary>It was asked to stop.</summary>
    public bool Leaving => double.IsFinite(GoneAt);
}
