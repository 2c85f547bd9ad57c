using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>The cases of the benchmark.</summary>
internal static class BenchCases
{
    private static readonly TraceClass[] Compare = [TraceClass.Diurnal, TraceClass.Burst, TraceClass.Step, TraceClass.FlashCrowd, TraceClass.OnOff, TraceClass.SlowRamp];
    private static readonly double[] Startups = [10, 40, 120];
    private static readonly BenchService[] Services = [BenchProfiles.Onnx, BenchProfiles.Llm];

    /// <summary>Cases in which rivals are compared: generated traces, and a recorded one where it is there.</summary>
    public static IEnumerable<ScalingCase> Compared() => Of(Compare).Concat(Recorded());

    /// <summary>Cases with a period.</summary>
    public static IEnumerable<ScalingCase> Periodic() => Of(TraceClass.Diurnal, TraceClass.OnOff);

    /// <summary>Cases of some trace classes, with both services and all start-up times.</summary>
    /// <param name="kinds">The classes.</param>
    public static IEnumerable<ScalingCase> Of(params TraceClass[] kinds) =>
        from kind in kinds
        from service in Services
        from startup in Startups
        select new ScalingCase(kind.ToString(), service, startup, seed => TraceGenerator.Generate(kind, seed, service.Capacity));

    private static IEnumerable<ScalingCase> Recorded() => RecordedTrace.Find() is not { } path ? [] :
        from startup in Startups select new ScalingCase("azure-llm-2023", BenchProfiles.Llm, startup, _ => RecordedTrace.Read(path)) { MostSeeds = 3 };
}
