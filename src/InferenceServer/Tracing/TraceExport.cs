using InferenceServer.Protocol;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace InferenceServer.Tracing;

/// <summary>
/// Sends spans to a collector, in batches and on a thread of its own: a collector that is slow or away costs spans, never requests. What
/// OpenTelemetry's variables say of service, resource, headers and batches holds.
/// </summary>
internal static class TraceExport
{
    /// <summary>Starts it; disposing it sends what is left.</summary>
    public static TracerProvider Start(TraceSettings settings) => Sdk.CreateTracerProviderBuilder()
        // The variables come last: they are the owner's.
        .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(MetadataEndpoints.ServerName, serviceVersion: MetadataEndpoints.ServerVersion).AddTelemetrySdk().AddEnvironmentVariableDetector())
        .SetSampler(Sampler(settings.Sampling))
        .AddSource(TracingMiddleware.SourceName)
        .AddOtlpExporter(exporter =>
        {
            exporter.Endpoint = Endpoint(settings);
            exporter.Protocol = settings.Protocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        })
        .Build();

    private static Sampler Sampler(TraceSampling sampling)
    {
        Sampler own = sampling.Ratio switch
        {
            >= 1 => new AlwaysOnSampler(),
            <= 0 => new AlwaysOffSampler(),
            var ratio => new TraceIdRatioBasedSampler(ratio),
        };
        return sampling.FollowsParent ? new ParentBasedSampler(own) : own;
    }

    // The base address is for all signals; over HTTP each has its path.
    private static Uri Endpoint(TraceSettings settings) => settings.Protocol == OtlpProtocol.Grpc
        ? settings.Endpoint
        : new Uri(settings.Endpoint.AbsoluteUri.TrimEnd('/') + "/v1/traces");
}
