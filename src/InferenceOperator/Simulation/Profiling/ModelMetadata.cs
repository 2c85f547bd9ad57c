using System.Text.Json.Serialization;

namespace InferenceOperator.Simulation;

/// <summary>What a server says of a model.</summary>
/// <param name="Inputs">Its inputs.</param>
internal sealed record ModelMetadata([property: JsonRequired] IReadOnlyList<ModelInput> Inputs);
