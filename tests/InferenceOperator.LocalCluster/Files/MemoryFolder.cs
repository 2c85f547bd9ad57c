namespace InferenceOperator.LocalClusters.Files;

/// <summary>A temporary folder in memory where the machine has one: etcd waits for the disk at every write otherwise.</summary>
public static class MemoryFolder
{
    private const string SharedMemory = "/dev/shm";
    private const long NeededBytes = 512L << 20;

    public static TemporaryFolder Create() => TemporaryFolder.Create(HasRoom() ? SharedMemory : null);

    public static void RemoveAbandoned()
    {
        if (Directory.Exists(SharedMemory)) TemporaryFolder.RemoveAbandoned(SharedMemory);
    }

    private static bool HasRoom() => Directory.Exists(SharedMemory) && new DriveInfo(SharedMemory).AvailableFreeSpace > NeededBytes;
}
