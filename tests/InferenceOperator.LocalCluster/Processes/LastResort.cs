using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace InferenceOperator.LocalClusters.Processes;

/// <summary>What must still be undone when this process ends without disposing: at its exit, on Ctrl-C and on hang-up.</summary>
public static class LastResort
{
    private static readonly ConcurrentDictionary<long, Action> Actions = new();
    private static readonly List<PosixSignalRegistration> Signals = [];
    private static readonly Lock Gate = new();
    private static long _next;
    private static bool _hooked;
    private static bool _signalsBelongToHost;

    /// <summary>For a command line that turns Ctrl-C into a cancellation and disposes in good order by itself.</summary>
    public static void LeaveSignalsToHost()
    {
        lock (Gate)
        {
            _signalsBelongToHost = true;
            Signals.ForEach(signal => signal.Dispose());
            Signals.Clear();
        }
    }

    /// <returns>Disposing it forgets the action without running it.</returns>
    public static IDisposable Register(Action action)
    {
        Hook();
        var key = Interlocked.Increment(ref _next);
        Actions[key] = action;
        return new Registration(key);
    }

    private static void Hook()
    {
        lock (Gate)
        {
            if (_hooked) return;
            _hooked = true;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => RunAll();
            if (_signalsBelongToHost) return;
            // SIGTERM too: since .NET 10 it ends a process at once, without ProcessExit, unless somebody handles it.
            foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
                Signals.Add(PosixSignalRegistration.Create(signal, _ => RunAll()));
        }
    }

    private static void RunAll()
    {
        // Newest first: processes were started after the folders they write to were made.
        foreach (var key in Actions.Keys.OrderDescending())
        {
            if (!Actions.TryRemove(key, out var action)) continue;
            try
            {
                action();
            }
            catch (Exception e)
            {
                // One failed clean-up must not keep the others from running.
                Console.Error.WriteLine($"clean-up at exit: {e.Message}");
            }
        }
    }

    private sealed class Registration(long key) : IDisposable
    {
        public void Dispose() => Actions.TryRemove(key, out _);
    }
}
