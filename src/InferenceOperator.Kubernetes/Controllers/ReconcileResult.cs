namespace InferenceOperator.Kubernetes;

/// <summary>What a reconcile asks of the queue.</summary>
/// <param name="RequeueAfter">When to look again without a change; null: on the next change only.</param>
public readonly record struct ReconcileResult(TimeSpan? RequeueAfter)
{
    /// <summary>Nothing more to do until something changes.</summary>
    public static ReconcileResult Done => new(null);

    /// <summary>Look again after a while.</summary>
    /// <param name="delay">How long; positive.</param>
    /// <returns>The result.</returns>
    public static ReconcileResult After(TimeSpan delay) => new(delay);
}
