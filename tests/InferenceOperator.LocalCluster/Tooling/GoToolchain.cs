using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>An unpacked Go that builds GOPATH trees without the network.</summary>
internal sealed class GoToolchain(string goRoot, string goPath, string buildCache)
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["GOROOT"] = goRoot,
        ["GOPATH"] = goPath,
        // A cache of one's own (a developer of this project may have one) makes a second build of the same sources fast.
        ["GOCACHE"] = Environment.GetEnvironmentVariable("GOCACHE") ?? buildCache,
        ["GO111MODULE"] = "off",
        ["CGO_ENABLED"] = "0",
        ["GOFLAGS"] = "",
        ["GOPROXY"] = "off",
        ["GOTOOLCHAIN"] = "local",
        ["GOTELEMETRY"] = "off",
    };

    public Task BuildAsync(
        string package, string output, string workingDirectory, CancellationToken cancellationToken, string? tags = null, string? linkerFlags = null) =>
        CommandRunner.RunAsync(
            Path.Combine(goRoot, "bin", "go"),
            ["build", "-trimpath", .. Option("-tags", tags), .. Option("-ldflags", linkerFlags), "-o", output, package],
            new CommandOptions { Environment = _environment, WorkingDirectory = workingDirectory },
            cancellationToken);

    /// <summary>Runs a program with the toolchain's environment, as code generators need it.</summary>
    public Task<CommandResult> RunAsync(string program, IEnumerable<string> arguments, string workingDirectory, CancellationToken cancellationToken) =>
        CommandRunner.RunAsync(
            program,
            arguments,
            new CommandOptions
            {
                Environment = new Dictionary<string, string?>(_environment)
                {
                    ["PATH"] = $"{Path.Combine(goRoot, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
                },
                WorkingDirectory = workingDirectory,
            },
            cancellationToken);

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];
}
