using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary>
/// A cluster held by a process of its own, known by a small file in the cache. That process does all the cleaning up, and
/// what it started dies with it.
/// </summary>
internal sealed record DetachedCluster(int ProcessId, long StartTicks, string Kubeconfig)
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private ProcessIdentity Process => new(ProcessId, StartTicks);

    /// <summary>The cluster of that name; null when there is none (any more).</summary>
    public static DetachedCluster? Find(string name)
    {
        var file = StateFile(name);
        if (!File.Exists(file)) return null;
        var cluster = JsonSerializer.Deserialize<DetachedCluster>(File.ReadAllBytes(file));
        if (cluster?.Process.IsAlive() == true) return cluster;
        File.Delete(file);
        return null;
    }

    /// <summary>Called by the holding process once the cluster is up.</summary>
    public static void Announce(string name, string kubeconfig)
    {
        var self = ProcessIdentity.Current;
        var unfinished = StateFile(name) + ".tmp";
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(new DetachedCluster(self.Id, self.StartTicks, kubeconfig)));
        File.Move(unfinished, StateFile(name), overwrite: true);
    }

    /// <summary>Called by the holding process when it goes down.</summary>
    public static void Withdraw(string name) => File.Delete(StateFile(name));

    public static async Task<DetachedCluster> StartAsync(UpArguments arguments, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var log = Path.Combine(CachePaths.Folder("run"), $"{arguments.Name}.log");
        File.Delete(log);
        await using var process = new ManagedProcess(new ProcessSpec(
            "cluster", Dotnet, [typeof(DetachedCluster).Assembly.Location, "up", .. arguments.ToArguments()])
        {
            LogFile = log,
            Detached = true,
            ReadyTimeout = StartTimeout,
            Ready = _ => Task.FromResult(Find(arguments.Name) is not null),
        });
        progress.Report($"starting; its log is {log}");
        try
        {
            await process.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (process.Id is { } id)
        {
            UnixSignal.Send(id, UnixSignal.Terminate);
            throw;
        }

        return Find(arguments.Name) ?? throw new ProcessFailedException("the cluster went down at once", log);
    }

    /// <summary>Returns once everything is removed.</summary>
    /// <exception cref="TimeoutException">The holding process does not end.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        UnixSignal.Send(ProcessId, UnixSignal.Terminate);
        if (!await Waiting.UntilAsync(_ => Task.FromResult(!Process.IsAlive()), StopTimeout, Poll, cancellationToken))
            throw new TimeoutException($"process {ProcessId}, which holds the cluster, has not ended {StopTimeout.TotalSeconds:F0} s after SIGTERM");
    }

    private static string Dotnet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static string StateFile(string name) => Path.Combine(CachePaths.Folder("run"), $"{name}.json");
}
