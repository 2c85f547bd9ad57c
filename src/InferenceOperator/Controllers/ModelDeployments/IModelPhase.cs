namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>One step of a model's reconcile.</summary>
internal interface IModelPhase
{
    /// <summary>Does its part; may set <see cref="ReconcilePass.Stall"/> to end the pass.</summary>
    /// <param name="pass">What is known so far.</param>
    /// <param name="cancellationToken">Cancels the step.</param>
    /// <returns>A task.</returns>
    Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken);
}
