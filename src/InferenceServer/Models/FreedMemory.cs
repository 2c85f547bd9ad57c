using System.Runtime.InteropServices;

namespace InferenceServer.Models;

/// <summary>Gives memory that a model has freed back to the system.</summary>
internal static class FreedMemory
{
    private static bool _unknown;

    /// <summary>
    /// Asks the C library for it. glibc keeps the pieces that sessions leave behind in the arena of each thread that loaded one, so that a process
    /// whose models come and go would hold a third more than it needs. Other C libraries have no such call and no such arenas.
    /// </summary>
    public static void GiveBack()
    {
        if (_unknown)
            return;
        try
        {
            _ = Trim(0);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            _unknown = true;
        }
    }

    // 1 when memory was given back; how much nobody says.
    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint keep);
}
