using System.Diagnostics;
using System.Text;

namespace InferenceOperator.LocalClusters.Processes;

/// <summary>Runs commands that end by themselves.</summary>
public static class CommandRunner
{
    /// <exception cref="CommandFailedException">Non-zero exit code.</exception>
    public static async Task<CommandResult> RunAsync(
        string file, IEnumerable<string> arguments, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] list = [.. arguments];
        var result = await TryRunAsync(file, list, options, cancellationToken);
        return result.ExitCode == 0 ? result : throw new CommandFailedException($"{file} {string.Join(' ', list)}", result);
    }

    /// <summary>Any exit code is fine. Cancelling kills the command and its children.</summary>
    public static async Task<CommandResult> TryRunAsync(
        string file, IEnumerable<string> arguments, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= CommandOptions.Default;
        var start = new ProcessStartInfo("setpriv")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var argument in (IEnumerable<string>)["--pdeathsig", "KILL", "--", file, .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;

        using var process = await ProcessLauncher.StartAsync(start);
        await using var killOnCancel = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        await using var log = options.LogFile is null ? null : TextWriter.Synchronized(new StreamWriter(options.LogFile, append: true));
        var output = ReadAsync(process.StandardOutput, options, log);
        var error = ReadAsync(process.StandardError, options, log);
        if (options.Input is not null) await process.StandardInput.WriteAsync(options.Input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <returns>The full path of a program on the PATH (or in the system's own folders); null when there is none.</returns>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Concat(["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"])
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static async Task<string> ReadAsync(StreamReader reader, CommandOptions options, TextWriter? log)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            options.OnLine?.Invoke(line);
            log?.WriteLine(line);
        }

        return text.ToString();
    }
}
