namespace InferenceOperator.Simulation;

/// <summary>A request as it is sent.</summary>
/// <param name="Bytes">JSON, and raw tensors behind it.</param>
/// <param name="JsonLength">Bytes of the JSON; null: there is nothing else.</param>
internal sealed record RequestBody(byte[] Bytes, int? JsonLength = null);
