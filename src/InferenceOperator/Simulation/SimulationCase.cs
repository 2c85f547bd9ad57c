using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>A case that is ready to run.</summary>
/// <param name="Setting">Trace, service, objective, bounds.</param>
/// <param name="Policy">The model's rules, for the operator's own decision.</param>
/// <param name="Capacity">Requests a second that a replica carries within the objective.</param>
/// <param name="UsualInFlight">Mean requests in a replica at that load.</param>
/// <param name="Gpus">GPUs of a replica; 0: it runs on the CPU, and replica-hours are counted.</param>
internal sealed record SimulationCase(SimulationSetting Setting, ScalingPolicy Policy, double Capacity, double UsualInFlight, int Gpus)
{
    /// <summary>What is counted, as reports call it.</summary>
    public string HoursName => Gpus > 0 ? "GPU-hours" : "replica-hours";

    /// <summary>Replicas that the highest rate of the trace needs.</summary>
    public int PeakReplicas
    {
        get
        {
            var highest = Enumerable.Range(0, (int)Setting.Trace.DurationSeconds + 1).Max(second => Setting.Trace.RateOf(second));
            return (int)Math.Ceiling((highest / Capacity) - 1e-9);
        }
    }
}
