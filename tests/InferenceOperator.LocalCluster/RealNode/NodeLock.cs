namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>Held while a process has a real node: the kernel gives it back when that process ends, however it ends.</summary>
public sealed class NodeLock : IDisposable
{
    private readonly FileStream _file;

    private NodeLock(FileStream file) => _file = file;

    /// <exception cref="RealNodeUnavailableException">Another process holds it.</exception>
    public static NodeLock Take() => TryTake() ?? throw new RealNodeUnavailableException(
        "another process has a real node on this machine, and there is room for one (its bridge, iptables chains and "
        + "cgroups have fixed names); end that one first: stop its test run, or 'make demo-down'");

    /// <summary>Null when another process holds it.</summary>
    public static NodeLock? TryTake()
    {
        try
        {
            // On Unix, FileShare.None is flock(2) with LOCK_EX.
            return new NodeLock(new FileStream(NodeState.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new RealNodeUnavailableException("a real node needs root; run this as root, or use fake nodes");
        }
    }

    public void Dispose()
    {
        // Whoever opened it in the meantime locks a file without a name; they find no state there and start afresh.
        File.Delete(NodeState.LockFile);
        _file.Dispose();
    }
}
