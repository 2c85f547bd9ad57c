namespace InferenceServer.Pull.Transfers;

/// <summary>A file that another machine holds.</summary>
internal interface IRemoteFile
{
    /// <summary>Its address for people, without what may be secret.</summary>
    string Shown { get; }

    /// <summary>
    /// Opens the rest of the file if <paramref name="version"/> proves that the first <paramref name="from"/> bytes belong to it, and the file
    /// from its beginning otherwise.
    /// </summary>
    /// <param name="from">Bytes that are here already.</param>
    /// <param name="version">What the source called them; null when nothing proves anything.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="HttpRequestException">Worth another attempt.</exception>
    /// <exception cref="TimeoutException">Worth another attempt.</exception>
    /// <exception cref="PullException">Not worth one.</exception>
    Task<RemotePart> OpenAsync(long from, string? version, CancellationToken cancellationToken);
}
