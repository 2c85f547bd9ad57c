using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Network;

/// <summary>
/// Keeps servers from sending a pull into the private network: where the model's owner sent it may be private, where a server sends it may not.
/// Judged are the addresses that are connected to, so that a name which changes its address between two look-ups gains nothing.
/// </summary>
/// <param name="allowPrivate">Whether redirects may lead anywhere.</param>
/// <param name="resolve">Addresses of a name.</param>
internal sealed class AddressGuard(bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>Marks a request whose target a server chose, not the model's owner.</summary>
    public static readonly HttpRequestOptionsKey<bool> ChosenByServer = new("pull.chosen-by-server");

    // Hosts that the owner chose, and whether they were private when first reached.
    private readonly ConcurrentDictionary<DnsEndPoint, bool> _owners = new();

    /// <summary>Connects; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="PullException">No address of the host may be connected to.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.DnsEndPoint;
        var request = context.InitialRequestMessage;
        var addresses = IPAddress.TryParse(endpoint.Host, out var literal) ? [literal] : await resolve(endpoint.Host, cancellationToken);
        // Another host than the request's is the proxy of this environment, which the administrator chose.
        var proxy = request.RequestUri is { } uri && (uri.IdnHost.Trim('[', ']') != endpoint.Host.Trim('[', ']') || uri.Port != endpoint.Port);
        var permitted = proxy ? addresses : Permit(endpoint, addresses, request.Options.TryGetValue(ChosenByServer, out var chosen) && chosen);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(permitted, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host that may be connected to.</summary>
    /// <param name="endpoint">Host and port.</param>
    /// <param name="addresses">What the host's name stands for now.</param>
    /// <param name="chosenByServer">Whether a server sent the pull there.</param>
    /// <exception cref="PullException">None of them may be.</exception>
    public IPAddress[] Permit(DnsEndPoint endpoint, IPAddress[] addresses, bool chosenByServer)
    {
        if (allowPrivate || addresses.Length == 0)
            return addresses;
        var ownerIsPrivate = chosenByServer
            ? _owners.TryGetValue(endpoint, out var known) && known
            : _owners.GetOrAdd(endpoint, static (_, found) => found.Any(AddressRanges.IsPrivate), addresses);
        IPAddress[] permitted = ownerIsPrivate ? addresses : [.. addresses.Where(address => !AddressRanges.IsPrivate(address))];
        return permitted.Length > 0 ? permitted : throw Refused(endpoint, addresses[0], chosenByServer);
    }

    /// <summary>Judges a target that is written as a number; behind a proxy nothing else can be.</summary>
    /// <exception cref="PullException">It may not be connected to.</exception>
    public void RequirePermitted(Uri target)
    {
        if (IPAddress.TryParse(target.IdnHost.Trim('[', ']'), out var address))
            Permit(new DnsEndPoint(target.IdnHost.Trim('[', ']'), target.Port), [address], chosenByServer: true);
    }

    private static PullException Refused(DnsEndPoint endpoint, IPAddress address, bool chosenByServer) => new(ExitCodes.NotFound, chosenByServer
        ? $"the server sends the pull on to {endpoint.Host}:{endpoint.Port}, a private address ({address}), which is not followed; --allow-private-redirects (PULL_ALLOW_PRIVATE_REDIRECTS) follows it"
        : $"{endpoint.Host} had a public address and now has the private one {address}; it is not connected to");
}
