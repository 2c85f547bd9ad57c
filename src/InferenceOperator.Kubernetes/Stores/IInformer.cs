namespace InferenceOperator.Kubernetes;

/// <summary>Keeps one cache up to date.</summary>
internal interface IInformer
{
    string Kind { get; }

    bool HasSynced { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
