namespace InferenceServer.Security;

/// <summary>Marks an endpoint that asks neither for a token nor for a client's certificate: probes have none. What is not marked is guarded.</summary>
internal sealed class OpenToAll
{
    /// <summary>The mark.</summary>
    public static OpenToAll Instance { get; } = new();
}
