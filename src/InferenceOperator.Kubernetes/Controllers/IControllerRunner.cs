namespace InferenceOperator.Kubernetes;

/// <summary>Runs one kind's controller while this process leads.</summary>
internal interface IControllerRunner
{
    Task RunAsync(CancellationToken cancellationToken);
}
