using System.CommandLine;
using InferenceServer.Optimisation;
using InferenceServer.Pull;
using InferenceServer.Pull.Network;

namespace InferenceServer.CommandLine;

/// <summary><c>InferenceServer pull</c>: the init container of a model's pod.</summary>
internal static class PullCommand
{
    private static readonly Argument<string> Source = new("uri") { Description = "pvc://claim/path (with --pvc-root), file:///path, https://host/path, s3://bucket/key, oci://registry/repository:tag or hf://owner/repository/path" };
    private static readonly Argument<string> Target = new("directory") { Description = "Where the model goes; it is made if needed" };
    private static readonly Option<string> Name = EnvironmentDefaults.Option("--name", "PULL_NAME", "", text => text, "Name in the directory; by default the URI's last segment");
    private static readonly Option<string> Sha256 = EnvironmentDefaults.Option("--sha256", "MODEL_SHA256", "", Values.Sha256, "SHA-256 of the file, 64 hexadecimal digits");
    private static readonly Option<string> PvcRoot = EnvironmentDefaults.Option("--pvc-root", "PULL_PVC_ROOT", "", text => text, "Where the claim of a pvc:// URI is mounted");
    private static readonly Option<bool> AllowHttp = EnvironmentDefaults.Flag("--allow-http", "PULL_ALLOW_HTTP", "Accept http://");
    private static readonly Option<bool> AllowPrivate = EnvironmentDefaults.Flag("--allow-private-redirects", "PULL_ALLOW_PRIVATE_REDIRECTS", "Follow servers to loopback, link-local and private addresses");
    private static readonly Option<string> SecretDirectory = EnvironmentDefaults.Option("--secret-dir", "PULL_SECRET_DIR", "", text => text, "Where the model's Secret is mounted, one file a key");
    private static readonly Option<string> CaFile = EnvironmentDefaults.Option("--ca-file", "PULL_CA_FILE", "", text => text, "PEM file of more certificate authorities to trust");
    private static readonly Option<TimeSpan> Connect = EnvironmentDefaults.Option("--connect-seconds", "PULL_CONNECT_SECONDS", TimeSpan.FromSeconds(30), Values.Limit, "How long an answer may take to begin");
    private static readonly Option<TimeSpan> Stall = EnvironmentDefaults.Option("--stall-seconds", "PULL_STALL_SECONDS", TimeSpan.FromSeconds(30), Values.Limit, "How long a transfer may stand still");
    private static readonly Option<TimeSpan> Limit = EnvironmentDefaults.Option("--timeout-seconds", "PULL_TIMEOUT_SECONDS", TimeSpan.Zero, Values.Seconds, "How long all of it may take, 0 for no limit");
    private static readonly Option<int> Attempts = EnvironmentDefaults.Option("--attempts", "PULL_ATTEMPTS", 5, text => Values.Int(text, 1, 1000), "Attempts in a row that may bring nothing");

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("pull", "Bring a model into a directory, whole and checked")
        {
            Source, Target, Name, Sha256, PvcRoot, SecretDirectory, AllowHttp, AllowPrivate, CaFile, Connect, Stall, Limit, Attempts,
        };
        OptimisationArguments.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            OptimisationOptions optimisation;
            try
            {
                optimisation = OptimisationArguments.Read(result);
            }
            catch (FormatException exception)
            {
                await Console.Error.WriteLineAsync($"pull: {exception.Message}");
                return ExitCodes.Usage;
            }

            return await RunAsync(Read(result), optimisation, cancellationToken);
        });
        return command;
    }

    /// <summary>Pulls, prepares what was pulled, and returns the exit code; the reason of a failure is the last line on standard error.</summary>
    private static async Task<int> RunAsync(PullOptions options, OptimisationOptions optimisation, CancellationToken cancellationToken)
    {
        try
        {
            using var client = WebClient.Create(options);
            var path = await new Puller(options, client, TimeProvider.System, Report).PullAsync(cancellationToken);
            if (optimisation.IsWanted)
                new ModelOptimiser(optimisation, Report).Prepare(path);
            return ExitCodes.Ok;
        }
        catch (OptimisationException exception)
        {
            await Console.Error.WriteLineAsync($"pull: {exception.Message}");
            return exception.ExitCode;
        }
        catch (PullException exception)
        {
            await Console.Error.WriteLineAsync($"pull: {exception.Message}");
            return exception.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("pull: told to stop; what arrived is continued by the next pull");
            return ExitCodes.Failed;
        }
    }

    private static void Report(string line) => Console.WriteLine($"pull: {line}");

    private static PullOptions Read(ParseResult result) => new(result.GetValue(Source)!, result.GetValue(Target)!)
    {
        Name = Given(result, Name),
        Sha256 = Given(result, Sha256),
        PvcRoot = Given(result, PvcRoot),
        AllowHttp = result.GetValue(AllowHttp),
        AllowPrivateRedirects = result.GetValue(AllowPrivate),
        SecretDirectory = Given(result, SecretDirectory),
        CaFile = Given(result, CaFile),
        ConnectTimeout = result.GetValue(Connect),
        StallTimeout = result.GetValue(Stall),
        Timeout = result.GetValue(Limit),
        Attempts = result.GetValue(Attempts),
    };

    private static string? Given(ParseResult result, Option<string> option) => result.GetValue(option) is { Length: > 0 } text ? text : null;
}
