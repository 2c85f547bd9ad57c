using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>The Lease as this candidate sees it. Every write carries the resourceVersion it is based on: of two candidates one wins.</summary>
internal sealed class LeaseRecord(IResourceClient client, ObjectKey key, string identity, TimeSpan duration, TimeProvider time)
{
    private string? _seenVersion;
    private long _seenAt;

    public ObjectKey Key { get; } = key;

    public string Identity { get; } = identity;

    /// <summary>Who held the Lease when it was last read.</summary>
    public string? Holder { get; private set; }

    /// <summary>Takes or renews the Lease.</summary>
    /// <returns>True when it is ours.</returns>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        var lease = await client.ReadAsync<V1Lease>(Key, cancellationToken) ?? await CreateAsync(cancellationToken);
        Observe(lease);
        var ours = Holder == Identity;
        if (!ours && !string.IsNullOrEmpty(Holder) && !Expired(lease)) return false;
        var transitions = lease.Spec?.LeaseTransitions ?? 0;
        var spec = new JsonObject
        {
            ["holderIdentity"] = Identity,
            ["leaseDurationSeconds"] = (int)Math.Ceiling(duration.TotalSeconds),
            ["renewTime"] = Now(),
        };
        if (!ours) (spec["acquireTime"], spec["leaseTransitions"]) = (Now(), transitions + 1);
        return await WriteAsync(lease, spec, cancellationToken);
    }

    /// <summary>Gives the Lease back, when it is ours, for another to take at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (await client.ReadAsync<V1Lease>(Key, cancellationToken) is not { } lease || lease.Spec?.HolderIdentity != Identity) return;
        await WriteAsync(lease, new JsonObject { ["holderIdentity"] = "", ["leaseDurationSeconds"] = 1, ["renewTime"] = Now() }, cancellationToken);
    }

    private async Task<V1Lease> CreateAsync(CancellationToken cancellationToken)
    {
        var empty = new V1Lease { Metadata = new V1ObjectMeta { Name = Key.Name, NamespaceProperty = Key.Namespace }, Spec = new V1LeaseSpec() };
        return await client.CreateAsync(empty, cancellationToken)
            ?? await client.ReadAsync<V1Lease>(Key, cancellationToken)
            ?? throw new InvalidOperationException($"Lease {Key} vanished while it was made");
    }

    private void Observe(V1Lease lease)
    {
        Holder = lease.Spec?.HolderIdentity;
        if (lease.Metadata.ResourceVersion == _seenVersion) return;
        (_seenVersion, _seenAt) = (lease.Metadata.ResourceVersion, time.GetTimestamp());
    }

    private bool Expired(V1Lease lease) =>
        time.GetElapsedTime(_seenAt) > TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? duration.TotalSeconds);

    private async Task<bool> WriteAsync(V1Lease lease, JsonObject spec, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = lease.Metadata.ResourceVersion }, ["spec"] = spec };
        try
        {
            if (await client.MergePatchAsync<V1Lease>(Key, patch, null, cancellationToken) is not { } stored) return false;
            Observe(stored);
            return true;
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            // Somebody wrote first. Whoever it was is read at the next attempt.
            return false;
        }
    }

    /// <summary>MicroTime: the API server insists on exactly six digits.</summary>
    private string Now() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
