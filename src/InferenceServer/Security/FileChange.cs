namespace InferenceServer.Security;

/// <summary>What became of files that were found changed.</summary>
/// <param name="What">What the files hold, in words.</param>
/// <param name="Problem">Why the new contents are not used and the old ones are; null where the new ones are used.</param>
internal sealed record FileChange(string What, string? Problem);
