using System.Globalization;
using k8s;
using k8s.Models;

namespace InferenceOperator.Hosting;

/// <summary>Version of the API server, read once.</summary>
internal sealed class ServerVersion(IKubernetes client)
{
    private VersionInfo? _known;

    /// <summary>Reads the version; a failure is not remembered.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The version.</returns>
    public async Task<VersionInfo> GetAsync(CancellationToken cancellationToken) =>
        _known ??= await client.Version.GetCodeAsync(cancellationToken: cancellationToken);

    /// <summary>Whether the API server takes the preStop sleep (1.30 and later; older ones refuse or drop it).</summary>
    /// <param name="version">The version.</param>
    /// <returns>True when it does.</returns>
    public static bool KnowsPreStopSleep(VersionInfo version) => IsAtLeast(version, 1, 30);

    // Vendors write "30+".
    private static bool IsAtLeast(VersionInfo version, int major, int minor) =>
        int.TryParse(version.Major.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var ours)
        && int.TryParse(version.Minor.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var theirs)
        && (ours > major || (ours == major && theirs >= minor));
}
