using System.CommandLine;
using System.Globalization;
using InferenceOperator.Integrations;
using InferenceOperator.Translation;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Hosting;

/// <summary><c>run</c>: the operator itself.</summary>
internal static class RunCommand
{
    private static readonly OperatorOptions Defaults = new();
    private static readonly Option<string?> Namespace = Text("--namespace", "Watch this namespace only");
    private static readonly Option<string?> Kubeconfig = Text("--kubeconfig", "Kubeconfig file; by default KUBECONFIG, then the pod's service account, then ~/.kube/config");
    private static readonly Option<bool> LeaderElect = EnvironmentOption.Create("--leader-elect", Defaults.LeaderElect, Boolean, "Replicas agree on one that acts");
    private static readonly Option<string> LeaderElectionName = EnvironmentOption.Create("--leader-election-name", Defaults.LeaderElectionName, text => text, "Name of the Lease");
    private static readonly Option<string?> LeaderElectionNamespace = Text("--leader-election-namespace", "Namespace of the Lease; by default the pod's own");
    private static readonly Option<Uri?> PrometheusUrl = EnvironmentOption.Create<Uri?>("--prometheus-url", null, Url, "Base address of Prometheus, such as http://prometheus.monitoring:9090");
    private static readonly Option<TimeSpan> Interval = EnvironmentOption.Create("--interval", Defaults.Interval, GoDuration.Parse, "Time between two readings of the signals");
    private static readonly Option<bool> DirectScrape = EnvironmentOption.Create("--direct-scrape", Defaults.DirectScrape, Boolean, "Read models from their pods when Prometheus has nothing for them, or there is none");
    private static readonly Option<IReadOnlyList<Integration>> TrainingIntegrations = EnvironmentOption.Create("--training-integrations", Defaults.TrainingIntegrations, IntegrationParser.Parse, "Kinds of other controllers that take part in the capacity plan, as a JSON list of objects with apiVersion, kind, suspendPath and, where needed, resource, owners, requires");
    private static readonly Option<string> Address = EnvironmentOption.Create("--address", DefaultAddress, text => text, "Address of health and metrics, * for all: all inside a pod, loopback elsewhere");
    private static readonly Option<int> MetricsPort = EnvironmentOption.Create("--metrics-port", Defaults.MetricsPort, Port, "Port of /healthz, /readyz and /metrics");
    private static readonly Option<string> PullImage = EnvironmentOption.Create("--pull-image", Defaults.PullImage, text => text, "Image of the init container that pulls models");
    private static readonly Option<string?> PullImagePullPolicy = Text("--pull-image-pull-policy", "When nodes pull that image: Always, IfNotPresent or Never; by default Kubernetes decides by the tag");
    private static readonly Option<bool> JsonLogs = EnvironmentOption.Create("--json-logs", Defaults.JsonLogs, Boolean, "Log as one JSON object a line");

    // In a pod the kubelet's probes and Prometheus come from outside; on a developer's machine nobody should.
    private static string DefaultAddress => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is null ? "127.0.0.1" : "*";

    /// <summary>Name of the subcommand.</summary>
    public const string Name = "run";

    /// <summary>Makes the subcommand.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command(Name, "Run the operator")
        {
            Namespace, Kubeconfig, LeaderElect, LeaderElectionName, LeaderElectionNamespace, PrometheusUrl, Interval, DirectScrape, TrainingIntegrations, Address, MetricsPort, PullImage, PullImagePullPolicy, JsonLogs,
        };
        foreach (var option in PrometheusFlags.All)
            command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>How a command line is run. The operator handles SIGTERM itself and in its own time; other commands are cancelled.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>The configuration.</returns>
    public static InvocationConfiguration ConfigurationOf(ParseResult arguments) => arguments.CommandResult.Command.Name == Name
        ? new InvocationConfiguration { ProcessTerminationTimeout = null }
        : new InvocationConfiguration();

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = OperatorHost.Build(options => Read(arguments, options));
            await app.RunAsync(cancellationToken);
            return Environment.ExitCode;
        }
        catch (OptionsValidationException exception)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync($"run: {string.Join("; ", exception.Failures)}");
            return 2;
        }
    }

    private static void Read(ParseResult arguments, OperatorOptions options)
    {
        options.Namespace = arguments.GetValue(Namespace);
        options.Kubeconfig = arguments.GetValue(Kubeconfig);
        options.LeaderElect = arguments.GetValue(LeaderElect);
        options.LeaderElectionName = arguments.GetValue(LeaderElectionName)!;
        options.LeaderElectionNamespace = arguments.GetValue(LeaderElectionNamespace);
        options.PrometheusUrl = arguments.GetValue(PrometheusUrl);
        PrometheusFlags.Read(arguments, options.Prometheus);
        options.Interval = arguments.GetValue(Interval);
        options.DirectScrape = arguments.GetValue(DirectScrape);
        options.TrainingIntegrations = arguments.GetValue(TrainingIntegrations)!;
        options.Address = arguments.GetValue(Address)!;
        options.MetricsPort = arguments.GetValue(MetricsPort);
        options.PullImage = arguments.GetValue(PullImage)!;
        options.PullImagePullPolicy = arguments.GetValue(PullImagePullPolicy);
        options.JsonLogs = arguments.GetValue(JsonLogs);
    }

    private static Option<string?> Text(string name, string description) =>
        EnvironmentOption.Create<string?>(name, null, text => text.Length == 0 ? null : text, description);

    private static bool Boolean(string text) => bool.TryParse(text, out var value) ? value : throw new FormatException("write true or false");

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : throw new FormatException("write a port, 0 to 65535");

    private static Uri? Url(string text) =>
        text.Length == 0 ? null : Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : throw new FormatException("write http://host:port or https://host:port");
}
