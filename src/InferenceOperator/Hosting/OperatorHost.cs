using InferenceOperator.Kubernetes;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Hosting;

/// <summary>Builds the operator's process: controllers and loops, health and metrics.</summary>
internal static class OperatorHost
{
    /// <summary>
    /// How long the operator may take to stop in order: to finish what it does, write its Events and give the Lease back. The chart's pod is
    /// killed after 30 s.
    /// </summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Builds the host; it does nothing until it is started.</summary>
    /// <param name="configure">Fills in the options.</param>
    /// <param name="adjust">Changes the runtime's settings, for tests.</param>
    /// <param name="services">Changes what the host is made of, for tests.</param>
    /// <returns>The host.</returns>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    public static WebApplication Build(Action<OperatorOptions> configure, Action<KubernetesOperatorOptions>? adjust = null, Action<IServiceCollection>? services = null)
    {
        var options = new OperatorOptions();
        configure(options);
        if (new OperatorOptionsValidation().Validate(null, options) is { Failed: true } invalid)
            throw new OptionsValidationException(nameof(OperatorOptions), typeof(OperatorOptions), invalid.Failures!);

        var builder = WebApplication.CreateSlimBuilder();
        Logging.Configure(builder.Logging, options);
        builder.WebHost.UseUrls($"http://{options.Address}:{options.MetricsPort}");
        builder.Services.AddSingleton<IOptions<OperatorOptions>>(Options.Create(options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddInferenceOperator(options, adjust);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        Endpoints.Map(app);
        return app;
    }
}
