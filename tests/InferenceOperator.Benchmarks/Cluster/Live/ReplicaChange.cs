namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>A Deployment's <c>spec.replicas</c> was changed.</summary>
/// <param name="Model">Name of the Deployment, which is the model's.</param>
/// <param name="From">Replicas before.</param>
/// <param name="To">Replicas after.</param>
/// <param name="At">When the change was seen, a <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record ReplicaChange(string Model, int From, int To, long At);
