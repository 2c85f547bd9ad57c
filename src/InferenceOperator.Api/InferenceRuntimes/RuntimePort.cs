namespace InferenceOperator.Api;

/// <summary>A port of the server.</summary>
public sealed class RuntimePort
{
    /// <summary>The port's name: http, grpc, metrics.</summary>
    public string Name { get; set; } = "http";

    /// <summary>The port's number in the container.</summary>
    public int ContainerPort { get; set; } = 8080;
}
