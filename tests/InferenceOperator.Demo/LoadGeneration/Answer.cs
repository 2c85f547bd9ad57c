namespace InferenceOperator.Demo.LoadGeneration;

/// <summary>One request's end.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Latency">From the moment it was due.</param>
/// <param name="Failure">Empty, or what went wrong.</param>
internal sealed record Answer(DateTimeOffset At, TimeSpan Latency, string Failure)
{
    public bool Ok => Failure.Length == 0;
}
