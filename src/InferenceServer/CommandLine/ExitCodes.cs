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
}
