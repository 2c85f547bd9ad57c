using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Controllers.TrainingJobs.Reporting;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Hosting;

/// <summary>Registers what runs training jobs.</summary>
internal static class TrainingServices
{
    /// <summary>Adds the TrainingJob controller and what cleans up behind deleted jobs.</summary>
    /// <param name="builder">The operator.</param>
    public static void AddTrainingJobs(this OperatorBuilder builder)
    {
        builder.Services.AddSingleton<GangObserver>().AddSingleton<GangActor>();
        builder.Services.AddSingleton<TrainingStatusBuilder>().AddSingleton<TrainingReporter>().AddSingleton<TrainingEvents>();
        builder.Services.AddSingleton<ITrainingGrants, GrantsOfTraining>();
        builder.AddController<TrainingJobController, TrainingJob>(controller => controller.Owns<V1Pod>(store => store.AllNamespaces = true).Owns<V1Service>());
        builder.AddLeaderService<OrphanedWorkers>();
    }
}
