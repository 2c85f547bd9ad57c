using System.Diagnostics;
using System.Security.Cryptography;

namespace InferenceServer.Benchmarks;

/// <summary>ONNX Runtime's binding for Node.js behind fastify, at the versions of <c>node/package-lock.json</c>, installed into the cache once.</summary>
internal static class NodeRival
{
    /// <summary>The folder that holds <c>server.js</c> and what it needs.</summary>
    /// <exception cref="InvalidOperationException">There is no node, or npm failed.</exception>
    public static string Ensure()
    {
        var sources = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "node")).Order(StringComparer.Ordinal).ToList();
        var digest = Convert.ToHexStringLower(SHA256.HashData([.. sources.SelectMany(File.ReadAllBytes)]))[..12];
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "inference-operator", $"node-rival-{digest}");
        if (Directory.Exists(folder))
            return folder;
        Console.WriteLine("installing onnxruntime-node and fastify into the cache");
        var work = $"{folder}.{Path.GetRandomFileName()}";
        Directory.CreateDirectory(work);
        foreach (var source in sources)
            File.Copy(source, Path.Combine(work, Path.GetFileName(source)));
        // The package holds its library for this machine; its install script would fetch one for GPUs.
        Run(work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        Directory.Move(work, folder);
        return folder;
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
