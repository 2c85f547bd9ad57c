using InferenceOperator.Kubernetes;

namespace InferenceOperator.Integrations;

/// <summary>Says once of each configured kind whether the API server serves it, and again when that changes. A built-in kind that does not exist ends the process.</summary>
internal sealed partial class IntegrationPresence(
    IntegrationSettings settings, IApiDiscovery discovery, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<IntegrationPresence> logger) : ILeaderService
{
    private readonly Dictionary<ResourceType, bool> _known = [];

    /// <summary>A configured kind that no cluster of this version will ever have; null: there is none, or the API server has not told what it serves.</summary>
    internal ResourceType? Impossible => settings.Kinds.SelectMany(kind => kind.Owners.Prepend(kind.Type)).FirstOrDefault(IsImpossible);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Kinds.Count == 0)
            return;
        if (Impossible is { } impossible)
        {
            LogUnknown(impossible.ApiVersion, impossible.Kind, impossible.Plural);
            Environment.ExitCode = 2;
            lifetime.StopApplication();
            return;
        }

        while (true)
        {
            foreach (var kind in settings.Kinds)
                Look(kind.Type);
            await Task.Delay(settings.Recheck, time, cancellationToken);
        }
    }

    private void Look(ResourceType type)
    {
        var served = discovery.Serves(type.ApiVersion, type.Plural);
        if (_known.TryGetValue(type, out var before) && before == served)
            return;
        _known[type] = served;
        if (served)
            LogServed(type.ApiVersion, type.Kind);
        else
            LogNotServed(type.ApiVersion, type.Kind, settings.Recheck);
    }

    // Groups without a dot are Kubernetes' own: no CRD ever adds a kind to them.
    private bool IsImpossible(ResourceType type) => !type.Group.Contains('.', StringComparison.Ordinal) && discovery.Serves("v1", "pods") && !discovery.Serves(type.ApiVersion, type.Plural);

    [LoggerMessage(Level = LogLevel.Information, Message = "{ApiVersion} {Kind} takes part in the capacity plan: objects labelled inferenceoperator.io/preemptible: \"true\"")]
    private partial void LogServed(string apiVersion, string kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "{ApiVersion} {Kind} is not served and takes no part until its CRD is installed; looked for every {Pause}")]
    private partial void LogNotServed(string apiVersion, string kind, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Critical, Message = "--training-integrations has kind \"{Kind}\" of apiVersion \"{ApiVersion}\", and the API server has no {Plural} there: write a kind that it serves (kubectl api-resources), and its plural as resource where that is not the kind with an s")]
    private partial void LogUnknown(string apiVersion, string kind, string plural);
}
