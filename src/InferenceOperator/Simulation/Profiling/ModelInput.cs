using System.Text.Json.Serialization;

namespace InferenceOperator.Simulation;

/// <summary>An input of a model, as its metadata says it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Such as FP32.</param>
/// <param name="Shape">Sizes; -1 is one that the request chooses.</param>
/// <param name="Optional">The model has a default for it.</param>
internal sealed record ModelInput(
    [property: JsonRequired] string Name, [property: JsonRequired] string Datatype, [property: JsonRequired] IReadOnlyList<long> Shape, bool? Optional = null);
