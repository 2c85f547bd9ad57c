using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>A port of the server.</summary>
public sealed class RuntimePort
{
    /// <summary>The port's name: http, grpc, metrics.</summary>
    [Required, StringLength(15, MinimumLength = 1), RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string Name { get; set; } = "http";

    /// <summary>The port's number in the container.</summary>
    [Required, Range(1, 65535)]
    public int ContainerPort { get; set; } = 8080;
}
