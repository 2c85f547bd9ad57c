using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A model that gives up replicas.</summary>
/// <param name="Model">The model.</param>
/// <param name="Replicas">How many.</param>
/// <param name="Left">Replicas that are left to it for now.</param>
/// <param name="ForModel">The model of higher priority that made it necessary.</param>
internal sealed record Yield(PlacedModel Model, int Replicas, int Left, ObjectName ForModel);
