using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Adds the operator runtime to a host.</summary>
public static class OperatorServiceCollectionExtensions
{
    /// <summary>Adds the runtime: client, caches, queues, leader election, Events. It starts with the host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">The settings.</param>
    /// <returns>A builder for controllers, finalizers, stores and loops.</returns>
    public static OperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<KubernetesOperatorOptions>? configure = null)
    {
        var options = services.AddOptions<KubernetesOperatorOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KubernetesOperatorOptions>, OptionsValidation>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ApiConnection>();
        services.TryAddSingleton<IKubernetes>(provider => provider.GetRequiredService<ApiConnection>().Client);
        services.TryAddSingleton<ApiTransport>();
        services.TryAddSingleton<ApiDiscovery>();
        services.TryAddSingleton<IApiDiscovery>(provider => provider.GetRequiredService<ApiDiscovery>());
        services.TryAddSingleton<StoreRegistry>();
        services.TryAddSingleton<IResourceStores>(provider => provider.GetRequiredService<StoreRegistry>());
        services.TryAddSingleton<ResourceClient>();
        services.TryAddSingleton<IResourceClient>(provider => provider.GetRequiredService<ResourceClient>());
        services.TryAddSingleton<DynamicResources>();
        services.TryAddSingleton<IDynamicResources>(provider => provider.GetRequiredService<DynamicResources>());
        services.TryAddSingleton<LeaderElector>();
        services.TryAddSingleton<OperatorState>();
        services.TryAddSingleton<LeaderWork>();
        services.TryAddSingleton<EventRecorder>();
        services.TryAddSingleton<IEventRecorder>(provider => provider.GetRequiredService<EventRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<EventRecorder>());
        services.AddHostedService<OperatorService>();
        return new OperatorBuilder(services);
    }
}
