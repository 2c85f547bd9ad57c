using System.Diagnostics;
using System.Text.Json;
using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.Demo.Setup;

/// <summary>
/// Keeps an environment up after the demo: a process of its own holds it (<c>hold</c>) until it is asked to end (<c>down</c>), so that
/// removal is the same in both cases.
/// </summary>
internal static class EnvironmentHolder
{
    private static string StateFile => Path.Combine(CachePaths.Folder("demo"), "state.json");

    private static string LogFile => Path.Combine(CachePaths.Folder("demo"), "hold.log");

    /// <summary>Holds an environment until SIGTERM or SIGINT.</summary>
    public static async Task<int> HoldAsync(CancellationToken cancellationToken)
    {
        await using var own = await OwnEnvironment.StartAsync(new Progress<string>(Console.WriteLine), cancellationToken);
        var state = new HeldEnvironment(System.Environment.ProcessId, own.Environment);
        await File.WriteAllTextAsync(StateFile + ".new", JsonSerializer.Serialize(state), cancellationToken);
        File.Move(StateFile + ".new", StateFile, overwrite: true);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(StateFile);
        return 0;
    }

    /// <summary>Starts a holder in the background and returns what it holds.</summary>
    public static async Task<DemoEnvironment> StartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (Load() is not null) throw new DemoFailedException("a demo is still up; end it with 'make demo-down'");
        progress.Report($"starting the cluster in the background; its log: {LogFile}");
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", """exec setsid "$1" hold >"$0" 2>&1 </dev/null""", LogFile, System.Environment.ProcessPath!]) start.ArgumentList.Add(argument);
        using var holder = Process.Start(start)!;
        while (Load() is null)
        {
            if (holder.HasExited) throw new DemoFailedException($"the cluster did not start:\n{await File.ReadAllTextAsync(LogFile, cancellationToken)}");
            await Task.Delay(200, cancellationToken);
        }

        return Load()!.Environment;
    }

    /// <summary>Ends the holder, if there is one.</summary>
    public static async Task<int> DownAsync(CancellationToken cancellationToken)
    {
        if (Load() is not { } held)
        {
            Console.WriteLine("no demo is up");
            return 0;
        }

        using var holder = Process.GetProcessById(held.ProcessId);
        LocalClusters.Processes.UnixSignal.Send(held.ProcessId, LocalClusters.Processes.UnixSignal.Terminate);
        await holder.WaitForExitAsync(cancellationToken);
        Console.WriteLine("the demo's cluster is gone");
        return 0;
    }

    private static HeldEnvironment? Load()
    {
        if (!File.Exists(StateFile)) return null;
        var held = JsonSerializer.Deserialize<HeldEnvironment>(File.ReadAllText(StateFile));
        if (held is not null && Directory.Exists($"/proc/{held.ProcessId}") && File.ReadAllText($"/proc/{held.ProcessId}/cmdline").Contains("hold", StringComparison.Ordinal)) return held;
        File.Delete(StateFile);
        return null;
    }
}
