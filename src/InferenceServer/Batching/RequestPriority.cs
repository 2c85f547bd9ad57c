namespace InferenceServer.Batching;

/// <summary>Who goes first where requests wait; within one priority, first come, first served.</summary>
internal enum RequestPriority
{
    /// <summary>Before all others.</summary>
    High,

    /// <summary>What a request has that names none.</summary>
    Normal,

    /// <summary>After all others.</summary>
    Low,
}
