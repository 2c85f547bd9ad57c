using InferenceServer.Buffers;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Batching;

/// <summary>The inputs of several requests, copied one after the other along the first dimension.</summary>
internal sealed class JoinedInputs : IDisposable
{
    private readonly AlignedBufferPool _pool;
    private readonly List<AlignedBuffer> _buffers = [];
    private readonly List<OrtValue> _values = [];

    /// <summary>Copies the inputs of requests that fit each other.</summary>
    public JoinedInputs(IReadOnlyList<PendingRun> batch, AlignedBufferPool pool)
    {
        _pool = pool;
        var first = batch[0].Inputs;
        Rows = batch.Sum(run => run.Rows);
        var shapes = new List<long[]>(first.Shapes.Count);
        for (var input = 0; input < first.Names.Count; input++)
        {
            long[] shape = [Rows, .. first.Shapes[input].AsSpan(1)];
            shapes.Add(shape);
            _values.Add(Join(batch, input, shape));
        }

        Inputs = new InferenceInputs(first.Names, _values, shapes, first.OutputNames, Rows, first.Priority, batch.Sum(run => run.Inputs.Bytes));
    }

    /// <summary>What the model is run with.</summary>
    public InferenceInputs Inputs { get; }

    /// <summary>Rows of all requests together.</summary>
    public long Rows { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        _values.ForEach(value => value.Dispose());
        _buffers.ForEach(_pool.Return);
    }

    private unsafe OrtValue Join(IReadOnlyList<PendingRun> batch, int input, long[] shape)
    {
        var size = 0;
        foreach (var run in batch)
            size += run.Inputs.Values[input].GetTensorMutableRawData().Length;
        var buffer = _pool.Rent(size);
        _buffers.Add(buffer);
        var at = 0;
        foreach (var run in batch)
        {
            var source = run.Inputs.Values[input].GetTensorMutableRawData();
            source.CopyTo(buffer.Span[at..]);
            at += source.Length;
        }

        var type = batch[0].Inputs.Values[input].GetTensorTypeAndShape().ElementDataType;
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)buffer.Pointer, size);
    }
}
