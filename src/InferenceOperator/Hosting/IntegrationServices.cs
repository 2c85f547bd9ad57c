using InferenceOperator.Api;
using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Hosting;

/// <summary>Registers what lets other controllers' kinds take part in the capacity plan.</summary>
internal static class IntegrationServices
{
    /// <summary>Only objects that their owners labelled are ever read.</summary>
    private const string Selector = Labels.Preemptible + "=true";

    /// <summary>Adds it, with a cache of the labelled objects of each configured kind.</summary>
    /// <param name="builder">The operator.</param>
    /// <param name="options">The operator's options.</param>
    public static void AddIntegrations(this OperatorBuilder builder, OperatorOptions options)
    {
        builder.Services.AddSingleton(new IntegrationSettings { Kinds = options.TrainingIntegrations });
        builder.Services.AddSingleton<OwnerChains>().AddSingleton<Pauses>().AddSingleton<ForeignJobs>().AddSingleton<ForeignNotices>();
        builder.Services.AddSingleton<ForeignEvents>().AddSingleton<ForeignBoard>().AddSingleton<QueueNotices>().AddSingleton<ForeignWriter>();
        foreach (var kind in options.TrainingIntegrations)
        {
            builder.AddStore(kind.Type, store => (store.LabelSelector, store.Optional, store.MayBeForbidden) = (Selector, true, true));
            builder.Services.AddOptions<StoreOptions>(kind.Type.ToString()).Configure<IntegrationSettings>((store, settings) => store.Recheck = settings.Recheck);
        }

        builder.AddLeaderService<IntegrationLoop>();
        builder.AddLeaderService<ForeignActor>();
    }
}
