using System.Numerics;
using InferenceServer.Batching;

namespace InferenceServer.Models;

/// <summary>
/// Whether a run is quicker on all processors or on one thread. Operators of a small model cost more to share out than to compute, and which
/// models are small depends on the machine and on the size of a request: so it is learnt from runs that had the processors to themselves, by the
/// size of their inputs in powers of two.
/// </summary>
/// <param name="processors">Threads of a run on all processors.</param>
internal sealed class ThreadChoice(int processors)
{
    // Each is tried so often, in turn, before the quicker one is known.
    private const int FirstTries = 8;

    // Later the slower one gets one run of so many, for what has changed: few enough to stay out of the 99th percentile.
    private const int TryAgain = 128;

    // What a run may take on all processors, of its time on one thread, for all of them to be worth it.
    private const double WorthIt = 0.95;

    private readonly Size[] _sizes = [.. Enumerable.Range(0, 64).Select(_ => new Size())];

    /// <summary>Whether the next run is to have one thread.</summary>
    /// <param name="bytes">Bytes of its inputs.</param>
    /// <param name="running">Runs of the model now, this one included.</param>
    // As many runs as processors fill them by themselves: sharing out is then all cost.
    public bool OneThread(long bytes, int running) => running >= processors || _sizes[Index(bytes)].OneThread();

    /// <summary>Takes note of a run that was alone.</summary>
    /// <param name="bytes">Bytes of its inputs.</param>
    /// <param name="oneThread">Whether it had one thread.</param>
    /// <param name="took">How long it took.</param>
    public void RanAlone(long bytes, bool oneThread, TimeSpan took) => (oneThread ? _sizes[Index(bytes)].One : _sizes[Index(bytes)].All).Add(took, 1);

    private static int Index(long bytes) => BitOperations.Log2((ulong)Math.Max(bytes, 1));

    private sealed class Size
    {
        private uint _asked;

        public RowTime One { get; } = new();

        public RowTime All { get; } = new();

        public bool OneThread()
        {
            var asked = Interlocked.Increment(ref _asked) - 1;
            if (asked < 2 * FirstTries)
                return asked % 2 == 1;
            // Where runs were never alone nothing is known, and one thread has not proved itself.
            var quicker = One.Seconds > 0 && All.Seconds > One.Seconds * WorthIt;
            return asked % TryAgain == 0 ? !quicker : quicker;
        }
    }
}
