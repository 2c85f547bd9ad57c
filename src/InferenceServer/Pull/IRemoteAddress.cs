namespace InferenceServer.Pull;

/// <summary>The address of a model that another machine holds, understood but not asked yet.</summary>
internal interface IRemoteAddress
{
    /// <summary>What the model is called where nobody says otherwise.</summary>
    string Name { get; }

    /// <summary>The address for people, without what may be secret.</summary>
    string Shown { get; }

    /// <summary>Asks what files the model is made of.</summary>
    /// <exception cref="PullException">It is not there, may not be read, or cannot be asked for.</exception>
    Task<RemoteModel> FindAsync(PullContext context, CancellationToken cancellationToken);
}
