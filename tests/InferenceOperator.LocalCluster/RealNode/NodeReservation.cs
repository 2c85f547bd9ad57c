using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>
/// The machine, taken for one real node: its network is there, what was before is on record. Disposing removes the
/// node wholly; so does the end of this process, and after a kill -9 the next reservation.
/// </summary>
public sealed class NodeReservation : IAsyncDisposable
{
    private readonly NodeLock _machine;
    private readonly NodeState _state;
    private readonly IDisposable _lastResort;

    private NodeReservation(NodeLock machine, NodeState state)
    {
        _machine = machine;
        _state = state;
        _lastResort = LastResort.Register(() =>
        {
            NodeRemoval.RunAsync(state).GetAwaiter().GetResult();
            machine.Dispose();
        });
    }

    /// <param name="folder">What the node's programs work in.</param>
    /// <param name="cancellationToken">Leaves the machine as it was.</param>
    /// <exception cref="RealNodeUnavailableException">There is a node on this machine already.</exception>
    public static async Task<NodeReservation> TakeAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        var machine = NodeLock.Take();
        try
        {
            await RemovePreviousAsync();
            await RefuseForeignNodeAsync();
            var state = new NodeState(folder.Path, Sysctls.Read(), FixedFolders.Existing);
            state.Save();
            var reservation = new NodeReservation(machine, state);
            await reservation.PrepareAsync(cancellationToken);
            return reservation;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await NodeRemoval.RunAsync(_state);
        _lastResort.Dispose();
        _machine.Dispose();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await NodeNetwork.CreateAsync(cancellationToken);
            Sysctls.Write("net.ipv4.ip_forward", "1");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private static async Task RemovePreviousAsync()
    {
        if (NodeState.Load() is not { } previous) return;
        if (NodeProcesses.Of(previous.Folder).Any(process => process.Program == "kubelet"))
            throw new RealNodeUnavailableException($"a real node was left running in {previous.Folder}; end it first: 'make demo-down'");
        await NodeRemoval.RunAsync(previous);
    }

    /// <summary>Removing the node removes every chain and control group of these names, so they must not be someone else's.</summary>
    private static async Task RefuseForeignNodeAsync()
    {
        List<string> found = [.. PodCgroups.Roots, .. NodeNetwork.ExistingBridges, .. (await IptablesChains.FindAsync()).Take(3)];
        if (found.Count > 0)
            throw new RealNodeUnavailableException($"this machine looks like the node of another cluster ({string.Join(", ", found)}); use fake nodes here");
    }
}
