using System.Net;
using System.Net.Sockets;

namespace InferenceOperator.LocalClusters.Processes;

/// <summary>
/// Ports that nobody listens on, below the range from which the system takes the near ends of outgoing connections:
/// so that a server can be stopped and started again on its port. Node ports (30000 and up) are left alone.
/// </summary>
public static class FreePorts
{
    private const int First = 10000;
    private const int End = 30000;

    /// <summary>Different free TCP ports of an address (loopback when null), taken together so that no two are the same.</summary>
    public static int[] Take(int count, IPAddress? address = null)
    {
        var listeners = new List<TcpListener>();
        try
        {
            while (listeners.Count < count)
            {
                var listener = new TcpListener(address ?? IPAddress.Loopback, Random.Shared.Next(First, End)) { ExclusiveAddressUse = true };
                if (TryStart(listener)) listeners.Add(listener);
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    public static int Take(IPAddress? address = null) => Take(1, address)[0];

    private static bool TryStart(TcpListener listener)
    {
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            listener.Dispose();
            return false;
        }
    }
}
