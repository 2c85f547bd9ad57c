namespace InferenceOperator.Demo;

/// <summary>One step of the demo: it acts, waits for what it promised and throws when that does not come.</summary>
internal interface IDemoStep
{
    string Title { get; }

    Task RunAsync(DemoContext demo, CancellationToken cancellationToken);
}
