namespace InferenceServer.Pull.Transfers;

/// <summary>Bytes on their way.</summary>
/// <param name="Answer">The answer that carries them, disposed with the part.</param>
/// <param name="Body">The bytes.</param>
/// <param name="From">Where in the file they begin; 0 begins the file anew.</param>
/// <param name="End">Where in the file they end, exclusive; null: where the stream does.</param>
/// <param name="Total">Bytes of the whole file, if known.</param>
/// <param name="Version">What the source calls the content; null when the file cannot be continued later.</param>
internal sealed record RemotePart(IDisposable Answer, Stream Body, long From, long? End, long? Total, string? Version) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Answer.Dispose();
}
