using System.Net.Security;
using InferenceServer.Buffers;
using InferenceServer.Metrics;
using InferenceServer.Models;
using InferenceServer.Protocol;
using InferenceServer.Rpc;
using InferenceServer.Security;
using InferenceServer.Tracing;
using Microsoft.AspNetCore.Connections;
using Microsoft.ML.OnnxRuntime;
using OpenTelemetry.Trace;
using Prometheus;

namespace InferenceServer.Hosting;

/// <summary>Puts the server together.</summary>
internal static partial class ServerHost
{
    // What stays pooled for request bodies when traffic pauses.
    private const long RetainedBufferBytes = 256L * 1024 * 1024;

    /// <summary>Builds a server that is ready to be started.</summary>
    /// <exception cref="FormatException">A file of certificates or tokens cannot be used; the message names it and says what to write.</exception>
    public static WebApplication Build(ServeOptions options)
    {
        var tls = options.Tls is { } files ? new WatchedFiles<SslServerAuthenticationOptions>("The certificate", files.All, contents => TlsSettings.Parse(files, contents, TimeProvider.System)) : null;
        var tokens = options.TokenFile is { } file ? new WatchedFiles<AccessTokens>("The token file", [file], contents => AccessTokens.Parse(file, contents[0])) : null;
        // The empty builder reads no files, environment or arguments: what the server does is what its options say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = MetadataEndpoints.ServerName });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listening.Configure(kestrel, options, tls));
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning)
            // Off, it makes no activity and no log scope for each request; what it would say of failures, the error middleware says.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (options.JsonLogs)
            builder.Logging.AddJsonConsole(console => console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ");
        else
            builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ "));
        AddServices(builder.Services, options);
        foreach (var watched in new IWatchedFiles?[] { tls, tokens }.OfType<IWatchedFiles>())
            builder.Services.AddSingleton(watched);
        if (tls is not null || tokens is not null)
            builder.Services.AddHostedService<FileReloadService>();
        var app = builder.Build();
        Map(app, options, tokens);
        return app;
    }

    private static void AddServices(IServiceCollection services, ServeOptions options)
    {
        services.AddRoutingCore();
        services.AddSingleton<IMemoryPoolFactory<byte>, ReceivePool>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options.Sessions);
        services.AddSingleton(options.ModelSettings);
        services.AddSingleton(new ModelRegistry(options.Models));
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<ServerState>();
        services.AddSingleton<DeviceWatch>();
        services.AddSingleton<RequestFailures>();
        services.AddSingleton<SessionFactory>();
        services.AddSingleton<ModelLoader>();
        services.AddSingleton(new MemoryBudget(options.RequestMemoryBytes));
        services.AddSingleton(new AlignedBufferPool(Math.Min(RetainedBufferBytes, options.RequestMemoryBytes)));
        services.AddSingleton<InferRequestPool>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<InferEndpoint>(provider, options.MaxRequestBytes));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GrpcInferEndpoint>(provider, options.MaxRequestBytes));
        services.AddGrpc();
        services.AddGrpcReflection();
        services.AddSingleton<HealthService>();
        services.AddSingleton<InferenceService>();
        services.AddSingleton<ModelRepository>();
        services.AddSingleton<RepositoryEndpoints>();
        services.AddSingleton<MetadataEndpoints>();
        services.AddSingleton<ModelLoadingService>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelLoadingService>());
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        if (options.Traces is not { } traces)
            return;
        services.AddSingleton<ExportProblems>();
        services.AddSingleton(_ => TraceExport.Start(traces));
    }

    private static void Map(WebApplication app, ServeOptions options, WatchedFiles<AccessTokens>? tokens)
    {
        if (options.AccessLog)
            app.UseMiddleware<AccessLogMiddleware>();
        // Asked for here, they are there before the first request and end with the server.
        if (app.Services.GetService<ExportProblems>() is not null && app.Services.GetService<TracerProvider>() is not null)
            app.UseMiddleware<TracingMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        if (options.MetricsPort is { } metricsPort && metricsPort != options.HttpPort)
            app.Use((context, next) => KeepApart(context, next, metricsPort));
        app.UseMiddleware<CompressionMiddleware>();
        app.UseRouting();
        if (tokens is not null || options.Tls?.ClientAuthorities is not null)
            app.Use(next => new AccessMiddleware(next, tokens, options.Tls?.ClientAuthorities is not null).InvokeAsync);
        var metrics = app.MapMetrics(registry: app.Services.GetRequiredService<ServerMetrics>().Registry);
        if (!options.GuardMetrics)
            metrics.WithMetadata(OpenToAll.Instance);
        app.Services.GetRequiredService<MetadataEndpoints>().Map(app);
        app.Services.GetRequiredService<InferEndpoint>().Map(app);
        app.Services.GetRequiredService<GrpcInferEndpoint>().Map(app);
        app.Services.GetRequiredService<RepositoryEndpoints>().Map(app);
        app.MapGrpcService<InferenceService>();
        app.MapGrpcService<HealthService>().WithMetadata(OpenToAll.Instance);
        app.MapGrpcReflectionService();
        ReserveThreads(options);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServerHost));
        LogStarting(logger, MetadataEndpoints.ServerVersion, OrtEnv.Instance().GetVersionString(), string.Join(", ", OrtEnv.Instance().GetAvailableProviders()), Environment.ProcessorCount);
        foreach (var directory in options.Skipped)
            LogSkipped(logger, directory);
    }

    /// <summary>With a port of their own, metrics are there and nowhere else, and nothing else is there.</summary>
    private static Task KeepApart(HttpContext context, RequestDelegate next, int metricsPort)
    {
        if (context.Request.Path == "/metrics" == (context.Connection.LocalPort == metricsPort))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Runs of a model hold a pool thread each; liveness must not wait until the pool finds that out.</summary>
    private static void ReserveThreads(ServeOptions options)
    {
        ThreadPool.GetMinThreads(out var workers, out var completion);
        var wanted = Environment.ProcessorCount + Math.Max(options.Models.Count, 1) * options.ModelSettings.EffectiveConcurrency + 2;
        ThreadPool.SetMinThreads(Math.Max(workers, wanted), completion);
    }

    [LoggerMessage(1, LogLevel.Information, "InferenceServer {Version}, ONNX Runtime {OnnxRuntime} with {Providers}, {Processors} processors")]
    private static partial void LogStarting(ILogger logger, string version, string onnxRuntime, string providers, int processors);

    [LoggerMessage(2, LogLevel.Warning, "{Directory} of the model repository holds no <version>/model.onnx and is skipped")]
    private static partial void LogSkipped(ILogger logger, string directory);
}
