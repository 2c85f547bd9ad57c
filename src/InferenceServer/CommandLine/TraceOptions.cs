using System.CommandLine;
using System.Globalization;
using InferenceServer.Hosting;
using InferenceServer.Tracing;

namespace InferenceServer.CommandLine;

/// <summary>Options of <c>serve</c> for traces; their variables are OpenTelemetry's.</summary>
internal static class TraceOptions
{
    private static readonly Option<Uri?> Endpoint = EnvironmentDefaults.Option<Uri?>("--otlp-endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", null, Address, "Collector that traces are sent to, as http://collector:4317; without one there are no traces");
    private static readonly Option<string> Protocol = EnvironmentDefaults.Option("--otlp-protocol", "OTEL_EXPORTER_OTLP_PROTOCOL", "", text => text, "grpc or http/protobuf; by default what is customary on the endpoint's port");
    private static readonly Option<string> Sampler = EnvironmentDefaults.Option("--traces-sampler", "OTEL_TRACES_SAMPLER", "parentbased_always_on", text => text, "Which requests are traced");
    private static readonly Option<double> Ratio = EnvironmentDefaults.Option("--traces-ratio", "OTEL_TRACES_SAMPLER_ARG", 1.0, Share, "Share of the requests, for samplers of a ratio");

    /// <summary>Adds them to the command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Endpoint, Protocol, Sampler, Ratio])
            command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="FormatException">There is no such protocol or sampler.</exception>
    public static ServeOptions Read(ParseResult result, ServeOptions options)
    {
        // Without a collector the rest says nothing: the variables may be a whole namespace's.
        if (result.GetValue(Endpoint) is not { } endpoint)
            return options;
        var (protocol, sampler) = (result.GetValue(Protocol)!, result.GetValue(Sampler)!);
        return options with
        {
            Traces = new TraceSettings(
                endpoint,
                Named($"--otlp-protocol (OTEL_EXPORTER_OTLP_PROTOCOL): '{protocol}'", () => TraceSettings.ParseProtocol(protocol, endpoint)),
                Named($"--traces-sampler (OTEL_TRACES_SAMPLER): '{sampler}'", () => TraceSampling.Parse(sampler, result.GetValue(Ratio)))),
        };
    }

    private static T Named<T>(string name, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{name} is not valid: {exception.Message}", exception);
        }
    }

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new FormatException("write an address like http://collector:4317");

    private static double Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 1
            ? value
            : throw new FormatException("write a number from 0 to 1");
}
