namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>What keeps a pod from serving.</summary>
/// <param name="Reason">See <see cref="Api.ConditionReasons"/>.</param>
/// <param name="Message">Pod, container and cause.</param>
internal sealed record PodProblem(string Reason, string Message);
