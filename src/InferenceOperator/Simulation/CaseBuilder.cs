using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;
using InferenceOperator.Scaling;

namespace InferenceOperator.Simulation;

/// <summary>Puts a case together from what the user gave: flags win over the deployment, so that "what if" needs no second file.</summary>
internal static class CaseBuilder
{
    private static readonly TimeSpan UsualStartup = TimeSpan.FromSeconds(40);

    // Where a replica keeps the objective at less than this share of its throughput, it keeps it by chance alone.
    private const double LeastLoad = 0.002;

    /// <summary>Builds it.</summary>
    /// <param name="request">What was asked for.</param>
    /// <returns>The case.</returns>
    /// <exception cref="InputException">Something cannot be used.</exception>
    public static SimulationCase Build(SimulationRequest request)
    {
        var profile = ProfileReader.Read(request.Profile);
        var deployment = request.Deployment is { } file ? DeploymentReader.Read(file) : null;
        var policy = Policy(request, deployment is null ? new ScalingPolicy() : PolicyReader.Read(deployment.Spec));
        if (policy.Target is not { } target)
            throw new InputException(deployment is null ? "--target is missing: write the latency objective, such as --target 80ms, or --deployment FILE" : "the deployment has no spec.scaling.latency: write one, or --target 80ms");
        var recorded = request.Trace.StartsWith(GeneratedTrace.Scheme, StringComparison.Ordinal) ? null : TraceReader.Read(request.Trace, profile.Tokens, request.Seed);
        var gpus = deployment?.Spec.Gpu.Count ?? profile.Service.Gpus;
        var service = (recorded?.Fit(profile.Service) ?? profile.Service) with { Gpus = Math.Max(1, gpus) };
        var capacity = Capacity(service, target, policy.Percentile);
        var trace = recorded?.Trace ?? GeneratedTrace.Parse(request.Trace).Make(capacity, request.Seed);
        var setting = new SimulationSetting
        {
            Trace = trace,
            Profile = service,
            TargetSeconds = target.TotalSeconds,
            Percentile = policy.Percentile,
            StartupSeconds = (request.Startup ?? profile.Startup ?? UsualStartup).TotalSeconds,
            MinReplicas = policy.MinReplicas,
            MaxReplicas = policy.MaxReplicas,
            InitialReplicas = Math.Clamp(request.InitialReplicas ?? (int)Math.Ceiling(trace.RateOf(0) / capacity), policy.MinReplicas, policy.MaxReplicas),
            Seed = request.Seed,
        };
        return new(setting, policy, capacity, UsualLoad.InFlight(service, target.TotalSeconds, policy.Percentile, capacity), gpus);
    }

    private static ScalingPolicy Policy(SimulationRequest request, ScalingPolicy policy)
    {
        policy = policy with
        {
            Target = request.Target ?? policy.Target,
            Percentile = request.Percentile ?? policy.Percentile,
            MinReplicas = request.MinReplicas ?? policy.MinReplicas,
            MaxReplicas = request.MaxReplicas ?? policy.MaxReplicas,
            ScaleDownDelay = request.ScaleDownDelay ?? policy.ScaleDownDelay,
        };
        return policy.MinReplicas <= policy.MaxReplicas
            ? policy
            : throw new InputException($"--min-replicas {policy.MinReplicas} is more than --max-replicas {policy.MaxReplicas}: write --max-replicas {policy.MinReplicas} or more");
    }

    private static double Capacity(ServiceProfile service, TimeSpan target, double percentile)
    {
        var capacity = CapacityFinder.Of(service, target.TotalSeconds, percentile);
        if (capacity > LeastLoad * service.Throughput)
            return capacity;
        throw new InputException(
            $"the objective p{percentile} {Shown.Duration(target.TotalSeconds)} is below what an idle replica does: a request alone takes {Shown.Duration(service.ServiceSeconds)} on average " +
            $"(variability {Shown.Number(service.Variability)}): write a longer --target, or the profile of a faster replica");
    }
}
