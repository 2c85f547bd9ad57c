namespace InferenceOperator.Core.Training;

/// <summary>The GPUs of one product in a pool.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Product">The product; MIG devices with their profile.</param>
/// <param name="Capacity">On ready nodes.</param>
/// <param name="Inference">Held by models.</param>
/// <param name="Training">Held by training jobs.</param>
/// <param name="Other">Held by pods of others.</param>
/// <param name="Terminating">Held by pods that are stopping, whoever's; in no other column.</param>
public sealed record GpuCount(string Pool, string Product, int Capacity, int Inference, int Training, int Other, int Terminating)
{
    /// <summary>Held by nobody.</summary>
    public int Free => Math.Max(0, Capacity - Inference - Training - Other - Terminating);
}
