namespace InferenceServer.CommandLine;

/// <summary>The process's exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Failed for a reason with no code of its own.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong, or asks for what this version does not have.</summary>
    public const int Usage = 2;

    /// <summary>A model cannot be loaded, its required provider cannot be had, or the device stopped working.</summary>
    public const int ModelLoadFailed = 3;

    /// <summary>Nothing is at the URI, or reading it is not allowed.</summary>
    public const int NotFound = 4;

    /// <summary>What was read is not what the checksum names.</summary>
    public const int ChecksumMismatch = 5;

    /// <summary>The target has too little space.</summary>
    public const int NoSpace = 6;

    /// <summary>The network or the other side failed, after all attempts.</summary>
    public const int Network = 7;

    /// <summary>The model cannot be optimised or quantised as it was asked for; the original is in place.</summary>
    public const int OptimisationRefused = 8;
}
