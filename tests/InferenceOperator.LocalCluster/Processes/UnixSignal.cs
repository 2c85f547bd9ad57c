using System.Runtime.InteropServices;

namespace InferenceOperator.LocalClusters.Processes;

/// <summary>Signals by number, for processes and process groups.</summary>
public static partial class UnixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <returns>False when there is no such process.</returns>
    public static bool Send(int processId, int signal) => NativeKill(processId, signal) == 0;

    /// <summary>Every process of the group that <paramref name="leader"/> leads.</summary>
    public static bool SendToGroup(int leader, int signal) => NativeKill(-leader, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int NativeKill(int id, int signal);
}
