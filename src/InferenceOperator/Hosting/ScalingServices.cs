using InferenceOperator.Boards;
using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Training;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Scaling;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Hosting;

/// <summary>Registers the loops that decide replicas and GPUs, and the boards on which controllers read the decisions.</summary>
internal static class ScalingServices
{
    /// <summary>Adds them.</summary>
    /// <param name="builder">The operator.</param>
    /// <param name="options">The operator's options.</param>
    /// <returns>The builder.</returns>
    public static OperatorBuilder AddScalingAndCapacity(this OperatorBuilder builder, OperatorOptions options)
    {
        builder.Services.AddSingleton(Options.Create(options.Prometheus));
        builder.Services.AddSingleton(Options.Create(new ScalingOptions { Interval = options.Interval, DirectScrape = options.DirectScrape }));
        builder.Services.AddSingleton(new ScrapeSettings(options.Interval, options.Prometheus.EffectiveRateWindow));
        builder.Services.AddSingleton(_ => new OperatorMetrics(Prometheus.Metrics.DefaultRegistry));
        AddScaling(builder);
        AddCapacity(builder);
        builder.Services.AddSingleton<IModelBoards, BoardsOfModels>();
        return builder;
    }

    private static void AddScaling(OperatorBuilder builder)
    {
        builder.Services.AddSingleton<PrometheusClient>().AddSingleton<IPrometheusClient>(services => services.GetRequiredService<PrometheusClient>()).AddSingleton<SignalReader>();
        builder.Services.AddSingleton<IPastQueries>(services => services.GetRequiredService<PrometheusClient>()).AddSingleton<PastLoadReader>().AddSingleton<LoadRecall>();
        builder.Services.AddSingleton<IPodAddresses, PodAddresses>().AddSingleton<PodScraper>().AddSingleton<ScrapeRound>().AddSingleton<DirectScrape>();
        builder.Services.AddSingleton<ReadingSources>();
        builder.Services.AddSingleton<ScalingBoard>().AddSingleton<ScalingObserver>();
        builder.AddStore<ModelDeployment>().AddStore<InferenceRuntime>().AddStore<V1Deployment>().AddStore<V1Pod>(store => store.AllNamespaces = true);
        builder.AddLeaderService<ScalingLoop>();
        builder.AddLeaderService<LoadRecall>();
    }

    private static void AddCapacity(OperatorBuilder builder)
    {
        builder.Services.AddSingleton<IWorkerPools, PoolsOfWorkers>();
        builder.Services.AddSingleton<PlanBoard>().AddSingleton<RolloutBoard>().AddSingleton<CapacityWake>().AddSingleton<SnapshotBuilder>().AddSingleton<PlanPublisher>();
        builder.Services.AddSingleton<PlanFunction>(CapacityPlanner.Plan);
        builder.AddStore<TrainingJob>().AddStore<V1Node>().AddStore<GpuPool>(store => store.Optional = true);
        builder.AddLeaderService<CapacityLoop>();
    }
}
