namespace InferenceServer.Pull.S3;

/// <summary>An object is no longer the one that was begun.</summary>
internal sealed class ObjectChangedException() : HttpRequestException("the object was replaced meanwhile");
