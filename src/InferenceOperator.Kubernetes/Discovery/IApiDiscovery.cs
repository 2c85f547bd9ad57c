namespace InferenceOperator.Kubernetes;

/// <summary>What the API server serves; read at start.</summary>
public interface IApiDiscovery
{
    /// <summary>Whether a kind is served.</summary>
    /// <param name="groupVersion">Such as policy/v1, or v1.</param>
    /// <param name="plural">Such as poddisruptionbudgets.</param>
    /// <returns>True when it is.</returns>
    bool Serves(string groupVersion, string plural);
}
