namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>Why the operator cannot go on with an object until something changes from outside.</summary>
/// <param name="Reason">See <see cref="Api.ConditionReasons"/>.</param>
/// <param name="Message">What to write or do instead.</param>
internal sealed record Stall(string Reason, string Message);
