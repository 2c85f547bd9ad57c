using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Transfers;

/// <summary>Disk space, asked for before a long copy rather than found out at its end.</summary>
internal static class Space
{
    /// <summary>Requires room for <paramref name="bytes"/> more in a directory.</summary>
    /// <exception cref="PullException">There is too little.</exception>
    public static void Require(string directory, long bytes)
    {
        var free = new DriveInfo(directory).AvailableFreeSpace;
        if (bytes > free)
            throw new PullException(ExitCodes.NoSpace, $"the model needs {Show(bytes)} and {directory} has {Show(free)} free; raise the volume's size");
    }

    /// <summary>Whether an I/O error says that the disk is full.</summary>
    // ENOSPC is 28 and EDQUOT 122 on Linux; .NET hands the number through in the low bits of HResult.
    public static bool IsFull(IOException exception) => (exception.HResult & 0xFFFF) is 28 or 122;

    /// <summary>A size for people.</summary>
    public static string Show(long bytes) => bytes < 1 << 20 ? $"{bytes} bytes" : $"{bytes / 1048576.0:F1} MiB";
}
