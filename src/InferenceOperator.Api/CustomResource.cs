using k8s;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What every custom resource of this product has: type, metadata, spec and status.</summary>
/// <typeparam name="TSpec">What the user asks for.</typeparam>
/// <typeparam name="TStatus">What the operator saw and did.</typeparam>
public abstract class CustomResource<TSpec, TStatus> : IKubernetesObject<V1ObjectMeta>, ISpec<TSpec>, IStatus<TStatus?>
    where TSpec : new()
    where TStatus : class
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = ApiGroup.GroupVersion;

    /// <inheritdoc/>
    public string Kind { get; set; } = "";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <inheritdoc/>
    public TSpec Spec { get; set; } = new();

    /// <inheritdoc/>
    public TStatus? Status { get; set; }
}
