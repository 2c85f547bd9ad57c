namespace InferenceOperator.Simulation;

/// <summary>What a joint simulation is asked for beside the inference part.</summary>
/// <param name="Training">A file of jobs, or <c>generate:jobs</c>.</param>
/// <param name="Nodes">Nodes of the cluster.</param>
/// <param name="GpusPerNode">GPUs of each.</param>
/// <param name="TimeScale">Submissions and durations of a file are multiplied by it.</param>
/// <param name="GiveBackDelay">How long there must have been room before training comes back; null: the default.</param>
/// <param name="Reserve">GPUs kept free for inference when training comes back.</param>
internal sealed record JointRequest(string Training, int Nodes = 4, int GpusPerNode = 8, double TimeScale = 1, TimeSpan? GiveBackDelay = null, int Reserve = 0);
