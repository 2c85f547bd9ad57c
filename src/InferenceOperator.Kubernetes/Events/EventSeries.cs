namespace InferenceOperator.Kubernetes;

/// <summary>How an Event is written: new when the count is 1, else an update of the one with this id.</summary>
internal sealed record EventSeries(string Id, string Message, DateTime First, DateTime Last, int Count);
