namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>Who holds the GPUs from a moment on, in GPUs.</summary>
/// <param name="At">Seconds from the start.</param>
/// <param name="Wanted">Wanted by the model.</param>
/// <param name="Inference">Held by the model.</param>
/// <param name="Working">Held by jobs that work.</param>
/// <param name="Overhead">Held by jobs that start, load, save, or stop.</param>
public readonly record struct JointSample(double At, int Wanted, int Inference, int Working, int Overhead);
