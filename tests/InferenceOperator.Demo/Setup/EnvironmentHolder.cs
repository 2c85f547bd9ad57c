using System.Text.Json;
using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;

namespace InferenceOperator.Demo.Setup;

/// <summary>
/// Keeps an environment up after the demo: a process of its own holds it (<c>hold</c>) until it is asked to end (<c>down</c>), so that
/// removal is the same in both cases.
/// </summary>
internal static class EnvironmentHolder
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private static string StateFile => Path.Combine(CachePaths.Folder("demo"), "state.json");

    private static string LogFile => Path.Combine(CachePaths.Folder("demo"), "hold.log");

    /// <summary>Holds an environment until SIGTERM or SIGINT.</summary>
    public static async Task<int> HoldAsync(CancellationToken cancellationToken)
    {
        await using (var own = await OwnEnvironment.StartAsync(new Progress<string>(Console.WriteLine), cancellationToken))
        {
            var self = ProcessIdentity.Current;
            await File.WriteAllTextAsync(
                StateFile + ".new", JsonSerializer.Serialize(new HeldEnvironment(self.Id, self.StartTicks, own.Environment)), cancellationToken);
            File.Move(StateFile + ".new", StateFile, overwrite: true);
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        File.Delete(StateFile);
        return 0;
    }

    /// <summary>Starts a holder in the background and returns what it holds. When that fails or is cancelled the holder has ended again.</summary>
    public static async Task<DemoEnvironment> StartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (Load() is not null) throw new DemoFailedException("a demo is still up; end it with 'make demo-down'");
        progress.Report($"starting the cluster in the background; its log: {LogFile}");
        File.Delete(LogFile);
        await using var holder = new ManagedProcess(new ProcessSpec("the demo's cluster", Environment.ProcessPath!, ["hold"])
        {
            LogFile = LogFile,
            Detached = true,
            ReadyTimeout = StartTimeout,
            Ready = _ => Task.FromResult(Load() is not null),
        });
        try
        {
            await holder.StartAsync(cancellationToken);
        }
        catch when (holder.Id is { } id)
        {
            progress.Report("ending the cluster in the background");
            await EndAsync(ProcessIdentity.Of(id), CancellationToken.None);
            throw;
        }

        return (Load() ?? throw new ProcessFailedException("the demo's cluster went down at once", LogFile)).Environment;
    }

    /// <summary>Ends the holder, if there is one, and removes what one that was killed has left.</summary>
    /// <returns>0 when nothing is left on this machine.</returns>
    public static async Task<int> DownAsync(CancellationToken cancellationToken)
    {
        var before = MachineState.WithoutNode();
        var held = Load();
        if (held is not null && !await EndAsync(held.Holder, cancellationToken))
        {
            Console.WriteLine($"process {held.ProcessId}, which holds the demo's cluster, has not ended {StopTimeout.TotalSeconds:F0} s after SIGTERM; its log: {LogFile}");
            return 1;
        }

        if (!await AbandonedClusters.RemoveAsync() && held is null)
        {
            Console.WriteLine("no demo is up");
            return 0;
        }

        var leftovers = await RealNodeLeftovers.FindAsync(before);
        Console.WriteLine(leftovers.Count == 0 ? "the demo's cluster is gone" : $"left behind on this machine: {string.Join("; ", leftovers)}");
        return leftovers.Count == 0 ? 0 : 1;
    }

    /// <summary>Ends the holder of the demo that is up.</summary>
    public static Task EndAsync() => Load() is { } held ? EndAsync(held.Holder, CancellationToken.None) : Task.CompletedTask;

    private static Task<bool> EndAsync(ProcessIdentity holder, CancellationToken cancellationToken)
    {
        if (holder.IsAlive()) UnixSignal.Send(holder.Id, UnixSignal.Terminate);
        return Waiting.UntilAsync(_ => Task.FromResult(!holder.IsAlive()), StopTimeout, Poll, cancellationToken);
    }

    private static HeldEnvironment? Load()
    {
        if (!File.Exists(StateFile)) return null;
        var held = JsonSerializer.Deserialize<HeldEnvironment>(File.ReadAllText(StateFile));
        if (held?.Holder.IsAlive() == true) return held;
        File.Delete(StateFile);
        return null;
    }
}
