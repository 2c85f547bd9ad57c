using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>All that the manifests of a model are made of.</summary>
/// <param name="Model">The model.</param>
/// <param name="Runtime">The runtime that serves it.</param>
/// <param name="PullImage">Image of the init container that pulls models.</param>
internal sealed record WorkloadInputs(ModelDeployment Model, InferenceRuntime Runtime, string PullImage)
{
    /// <summary>When nodes pull that image; null: Kubernetes' own choice.</summary>
    public string? PullImagePullPolicy { get; init; }

    /// <summary>Pods created.</summary>
    public int Replicas { get; init; }

    /// <summary>Run without GPUs though the spec asks for some: no node could ever fit, and the fallback is Cpu.</summary>
    public bool UseCpu { get; init; }

    /// <summary>The API server knows the preStop sleep (Kubernetes 1.30 and later).</summary>
    public bool NativeSleep { get; init; }

    /// <summary>New replicas come before old ones go.</summary>
    public bool Surge { get; init; }

    /// <summary>The spec.</summary>
    public ModelDeploymentSpec Spec => Model.Spec;

    /// <summary>Name of the model, and of everything made for it.</summary>
    public string Name => Model.Metadata.Name;

    /// <summary>GPUs of one replica, as it will run.</summary>
    public int GpuCount => UseCpu ? 0 : Spec.Gpu.Count;

    /// <summary>Where the model's file is.</summary>
    public ModelLocation Location => ModelLocation.Of(Spec.Model.Uri, Spec.Model.Sha256);

    /// <summary>The server's ports; the first serves requests and metrics.</summary>
    public IReadOnlyList<RuntimePort> Ports => Runtime.Spec.Ports is { Count: > 0 } ports ? ports : [new RuntimePort()];
}
