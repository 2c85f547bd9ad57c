using System.Net;
using System.Net.NetworkInformation;
using InferenceOperator.LocalClusters.ControlPlanes;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>
/// A private bridge that carries the node's address and the routes of the Service and pod ranges, so that no packet for
/// them can leave the machine. The API server listens on it as well: pods reach no loopback address.
/// </summary>
public static class NodeNetwork
{
    public const string NodeBridge = "iop-node";

    /// <summary>The bridge that the pods' interfaces hang on; made by the CNI plugin.</summary>
    public const string PodBridge = "iop-pods";

    public const string NodeSubnet = "10.199.0.0/24";
    public const string NodePods = "10.244.0.0/24";

    /// <summary>The address of the node and of the API server.</summary>
    public static IPAddress Address { get; } = IPAddress.Parse("10.199.0.1");

    public static IEnumerable<string> ExistingBridges => NetworkInterface.GetAllNetworkInterfaces()
        .Select(link => link.Name).Where(name => name is NodeBridge or PodBridge);

    public static async Task CreateAsync(CancellationToken cancellationToken)
    {
        await IpAsync("link add " + NodeBridge + " type bridge", cancellationToken);
        await IpAsync($"addr add {Address}/24 dev {NodeBridge}", cancellationToken);
        await IpAsync($"link set {NodeBridge} up", cancellationToken);
        await IpAsync($"route add {ControlPlaneLayout.ServiceRange} dev {NodeBridge}", cancellationToken);
        await IpAsync($"route add {ControlPlaneLayout.PodRange} dev {NodeBridge}", cancellationToken);
    }

    public static async Task RemoveAsync()
    {
        foreach (var bridge in ExistingBridges.ToList()) await IpAsync($"link del {bridge}", CancellationToken.None);
    }

    private static Task<CommandResult> IpAsync(string arguments, CancellationToken cancellationToken) =>
        CommandRunner.RunAsync(CommandRunner.Find("ip") ?? "ip", arguments.Split(' '), cancellationToken: cancellationToken);
}
