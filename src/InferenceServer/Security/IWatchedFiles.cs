namespace InferenceServer.Security;

/// <summary>Files that are looked at from time to time.</summary>
internal interface IWatchedFiles
{
    /// <summary>Reads the files; null where they hold what they held when they were last judged.</summary>
    FileChange? Check();
}
