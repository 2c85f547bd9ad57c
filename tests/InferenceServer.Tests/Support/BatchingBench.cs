using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using InferenceServer.Batching;
using InferenceServer.Buffers;
using InferenceServer.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Support;

/// <summary>An executor over a real session whose runs a test can hold, and which tells the rows of every run.</summary>
internal sealed class BatchingBench : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SemaphoreSlim _entered = new(0);
    private readonly ManualResetEventSlim _open = new(true);

    public BatchingBench(byte[] model, BatchLimits limits, int concurrency = 1, int queueLimit = 100, TimeProvider? time = null)
    {
        _session = new InferenceSession(model);
        Executor = new BatchingExecutor(new ModelRunner(Run), limits, concurrency, queueLimit, new AlignedBufferPool(1 << 20), time ?? TimeProvider.System, NullLogger.Instance);
    }

    public BatchingExecutor Executor { get; }

    /// <summary>Rows of each run, in the order of their beginning.</summary>
    public ConcurrentQueue<long> Runs { get; } = [];

    /// <summary>First element of each run, likewise.</summary>
    public ConcurrentQueue<float> Firsts { get; } = [];

    public static BatchLimits UpTo(int rows) => new(rows, TimeSpan.FromMinutes(1), TimeSpan.Zero);

    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public Task EnteredAsync() => _entered.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Asks with one input named x; the answer is a copy of the only output.</summary>
    public async Task<(float[] Values, long[] Shape)> AskAsync(float[] values, long[] shape, RequestPriority priority = RequestPriority.Normal, CancellationToken cancellationToken = default)
    {
        // As in the server, the caller waits on a thread that is not the test's.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var value = OrtValue.CreateTensorValueFromMemory(values, shape);
        var inputs = new InferenceInputs(["x"], [value], [shape], ["y"], shape.Length > 0 ? shape[0] : 1, priority);
        using var outputs = await Executor.ExecuteAsync(inputs, cancellationToken);
        return (MemoryMarshal.Cast<byte, float>(outputs.Values[0].GetTensorMutableRawData()).ToArray(), outputs.Values[0].GetTensorTypeAndShape().Shape);
    }

    /// <summary>Asks, and returns when the request stands in the line.</summary>
    public async Task<Task<(float[] Values, long[] Shape)>> QueueAsync(float[] values, long[] shape, RequestPriority priority = RequestPriority.Normal, CancellationToken cancellationToken = default)
    {
        var before = Executor.Waiting;
        var answer = AskAsync(values, shape, priority, cancellationToken);
        await Eventually.TrueAsync(() => Executor.Waiting > before);
        return answer;
    }

    public void Dispose()
    {
        Release();
        _session.Dispose();
        _entered.Dispose();
        _open.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, InferenceInputs inputs)
    {
        Runs.Enqueue(inputs.BatchSize);
        Firsts.Enqueue(MemoryMarshal.Cast<byte, float>(inputs.Values[0].GetTensorMutableRawData())[0]);
        _entered.Release();
        _open.Wait();
        return _session.Run(options, inputs.Names, inputs.Values, inputs.OutputNames);
    }
}
