namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>Somebody who writes a number of replicas that is not theirs to write.</summary>
/// <param name="OfDeployment">True: the Deployment's replicas, which are the operator's in all modes. False: the model's spec.replicas, which mode Slo does not use.</param>
/// <param name="Message">Who it is and what to do.</param>
internal sealed record SecondOwner(bool OfDeployment, string Message);
