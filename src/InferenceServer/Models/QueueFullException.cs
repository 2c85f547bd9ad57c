namespace InferenceServer.Models;

/// <summary>A model's queue has no place for another request.</summary>
internal sealed class QueueFullException(int queueLimit) : Exception($"the model's queue is full ({queueLimit} requests wait); try again later")
{
    /// <summary>How many requests may wait.</summary>
    public int QueueLimit { get; } = queueLimit;
}
