using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace InferenceServer.Pull.Network;

/// <summary>Which addresses the public internet routes, by IANA's special-purpose registries (RFC 6890 and its updates).</summary>
internal static class AddressRanges
{
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    // Address blocks that carry an IPv4 address, and the byte where it begins: compatible, NAT64 and 6to4.
    private static readonly (IPNetwork Block, int At)[] Carriers =
    [
        (IPNetwork.Parse("::/96"), 12), (IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>Whether an address is of this machine, its network or its cloud (loopback, link-local, private, shared, multicast, …).</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return IsPrivate(address.MapToIPv4());
        // A zone such as fe80::1%eth0 would keep networks from containing it.
        var plain = address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
        return Private.Any(network => network.Contains(plain)) || (Carried(plain) is { } inner && IsPrivate(inner));
    }

    private static IPAddress? Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        foreach (var (block, at) in Carriers)
        {
            if (block.Contains(address))
                return new IPAddress(BinaryPrimitives.ReadUInt32LittleEndian(address.GetAddressBytes().AsSpan(at)));
        }

        return null;
    }
}
