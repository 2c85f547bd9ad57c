using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Integrations;

/// <summary>A plan with the objects that it was made from.</summary>
/// <param name="View">The objects.</param>
/// <param name="Grants">What the plan says, by name.</param>
internal sealed record ForeignPlan(ForeignView View, IReadOnlyDictionary<ObjectName, TrainingGrant> Grants);
