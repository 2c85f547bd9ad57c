using InferenceServer.Batching;
using InferenceServer.Buffers;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>A parsed request: input values over the body's memory, and the outputs asked for. Owns its values and the memory they read.</summary>
internal sealed class InferRequest(AlignedBufferPool pool, MemoryBudget budget, Action<InferRequest>? ended = null) : IDisposable
{
    private readonly List<string> _names = [];
    private readonly List<OrtValue> _values = [];
    private readonly List<long[]> _shapes = [];
    private readonly List<string> _outputNames = [];
    private readonly List<(AlignedBuffer Buffer, int Charged)> _buffers = [];
    private long _charged;

    /// <summary>The request's id, given back in the answer; null when it has none.</summary>
    public string? Id { get; set; }

    /// <summary>Outputs asked for, in the request's order; all of the model's when it named none.</summary>
    public List<RequestedOutput> Outputs { get; } = [];

    /// <summary>The first dimension of the first input.</summary>
    public long BatchSize { get; private set; } = 1;

    /// <summary>Outputs named by the request, before it is known in which form it wants those of which it does not say.</summary>
    public List<(TensorSpec Spec, bool? Binary)> NamedOutputs { get; } = [];

    /// <summary>Whether an input of this name was given.</summary>
    public bool HasInput(string name) => _names.Contains(name);

    /// <summary>Counts memory of the request against what all requests may hold; call it before the memory is made.</summary>
    /// <exception cref="ProtocolException">413: more than there will ever be. 429: more than is left now.</exception>
    public void Charge(long bytes)
    {
        if (_charged + bytes > budget.Bytes)
            throw new ProtocolException(StatusCodes.Status413PayloadTooLarge, $"the request needs {_charged + bytes} bytes of memory, more than the {budget.Bytes} of all requests together; the server's owner raises this with --request-memory-mib");
        if (!budget.TryTake(bytes))
            throw new ProtocolException(StatusCodes.Status429TooManyRequests, "other requests hold the memory that this one needs; try again later");
        _charged += bytes;
    }

    /// <summary>Memory that lives as long as the request.</summary>
    /// <exception cref="ProtocolException">As for <see cref="Charge"/>.</exception>
    public AlignedBuffer Rent(int length)
    {
        // What is asked for and not the pool's next power of two: pages beyond are touched only in buffers that the pool retains, which it bounds.
        Charge(length);
        var buffer = pool.Rent(length);
        _buffers.Add((buffer, length));
        return buffer;
    }

    /// <summary>Ends the use of a buffer before the request ends.</summary>
    public void GiveBack(AlignedBuffer buffer)
    {
        var index = _buffers.FindIndex(held => held.Buffer == buffer);
        var charged = _buffers[index].Charged;
        _buffers.RemoveAt(index);
        pool.Return(buffer);
        budget.GiveBack(charged);
        _charged -= charged;
    }

    /// <summary>Adds an input; the request owns the value from now on.</summary>
    public void Add(string name, OrtValue value, long[] shape)
    {
        if (_values.Count == 0 && shape.Length > 0)
            BatchSize = shape[0];
        _names.Add(name);
        _values.Add(value);
        _shapes.Add(shape);
    }

    /// <summary>What the model is run with.</summary>
    /// <param name="priority">Who goes first where requests wait.</param>
    public InferenceInputs ToInputs(RequestPriority priority)
    {
        foreach (var output in Outputs)
            _outputNames.Add(output.Spec.Name);
        return new InferenceInputs(_names, _values, _shapes, _outputNames, BatchSize, priority, _charged);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Values first: they point into the buffers.
        foreach (var value in _values)
            value.Dispose();
        foreach (var (buffer, _) in _buffers)
            pool.Return(buffer);
        budget.GiveBack(_charged);
        Clear();
        // The last: from here on it may be another's.
        ended?.Invoke(this);
    }

    private void Clear()
    {
        _values.Clear();
        _buffers.Clear();
        _names.Clear();
        _shapes.Clear();
        _outputNames.Clear();
        Outputs.Clear();
        NamedOutputs.Clear();
        (Id, BatchSize, _charged) = (null, 1, 0);
    }
}
