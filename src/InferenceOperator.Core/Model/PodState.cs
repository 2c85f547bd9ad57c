namespace InferenceOperator.Core.Model;

/// <summary>A pod that holds or wants GPUs. Finished pods (Succeeded, Failed) hold none and are left out.</summary>
public sealed record PodState
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>The node it is bound to; null: not bound yet.</summary>
    public string? Node { get; init; }

    /// <summary>GPUs by resource.</summary>
    public IReadOnlyDictionary<string, int> Gpus { get; init; } = new Dictionary<string, int>();

    /// <summary>Whose it is.</summary>
    public PodOwner Owner { get; init; }

    /// <summary>The owning object; null for <see cref="PodOwner.Other"/>.</summary>
    public ObjectName? OwnerName { get; init; }

    /// <summary>It was asked to stop; it holds its GPUs until it is gone.</summary>
    public bool Terminating { get; init; }

    /// <summary>When its grace period ends; null when it is not terminating.</summary>
    public DateTimeOffset? StopDeadline { get; init; }

    /// <summary>Rank of a training worker; null for others.</summary>
    public int? Rank { get; init; }
}
