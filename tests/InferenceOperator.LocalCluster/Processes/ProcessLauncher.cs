using System.Collections.Concurrent;
using System.Diagnostics;

namespace InferenceOperator.LocalClusters.Processes;

/// <summary>
/// Starts processes from one thread that lives as long as this process: a parent-death signal (prctl(2)) follows the
/// thread that forked, so a child started from a pool thread would be killed as soon as the pool retires that thread.
/// </summary>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Done)> Requests = [];

    static ProcessLauncher() => new Thread(Serve) { IsBackground = true, Name = "process launcher" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((start, done));
        return done.Task;
    }

    private static void Serve()
    {
        foreach (var (start, done) in Requests.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start"));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }
}
