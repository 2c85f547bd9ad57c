namespace InferenceOperator.LocalClusters.Files;

/// <summary>A file that one process at a time has open; the kernel gives it back when that process ends, however it ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <param name="file">Its path; made when missing.</param>
    /// <param name="waiting">Called once when somebody else has it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Disposing it gives the lock back.</returns>
    public static async Task<IAsyncDisposable> TakeAsync(string file, Action waiting, CancellationToken cancellationToken)
    {
        var told = false;
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (!told) waiting();
                told = true;
                await Task.Delay(Poll, cancellationToken);
            }
        }
    }
}
