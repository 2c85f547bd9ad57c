namespace InferenceServer.Protocol;

/// <summary>Answer of <c>GET /v2</c>.</summary>
internal sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>A tensor in <see cref="ModelMetadataBody"/>; -1 is a dimension that the request chooses.</summary>
internal sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape, bool? Optional);

/// <summary>What the server adds to a model's metadata.</summary>
/// <param name="ExecutionProvider">The provider the session really has.</param>
/// <param name="WarmedUp">Whether a warm-up run went through.</param>
/// <param name="MemoryBytes">What the process grew by with the model.</param>
/// <param name="Optimization">How far the saved graph that is served was optimised; null when the original's is served.</param>
/// <param name="Quantization">How its weights were quantised; null when they were not.</param>
/// <param name="RelativeError">How far its answers are from the original's, as measured when it was prepared.</param>
internal sealed record ModelParameters(
    string ExecutionProvider, bool WarmedUp, long MemoryBytes, string? Optimization = null, string? Quantization = null, double? RelativeError = null);

/// <summary>Answer of <c>GET /v2/models/{model}</c>.</summary>
internal sealed record ModelMetadataBody(
    string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<TensorMetadata> Inputs, IReadOnlyList<TensorMetadata> Outputs, ModelParameters Parameters);

/// <summary>Answer of <c>GET /v2/health/live</c>.</summary>
internal sealed record LiveBody(bool Live);

/// <summary>Answer of <c>GET /v2/health/ready</c>.</summary>
internal sealed record ReadyBody(bool Ready);

/// <summary>Answer of <c>GET /v2/models/{model}/ready</c>.</summary>
internal sealed record ModelReadyBody(string Name, bool Ready);
