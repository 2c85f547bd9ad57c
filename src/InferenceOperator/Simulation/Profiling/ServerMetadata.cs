namespace InferenceOperator.Simulation;

/// <summary>What a server says of itself.</summary>
/// <param name="Extensions">Extensions of the protocol that it speaks.</param>
internal sealed record ServerMetadata(IReadOnlyList<string>? Extensions)
{
    /// <summary>It takes raw tensors behind the JSON.</summary>
    public bool TakesRawTensors => Extensions?.Contains("binary_tensor_data") == true;
}
