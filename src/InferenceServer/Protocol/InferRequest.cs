using InferenceServer.Buffers;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>A parsed request: input values over the body's memory, and the outputs asked for. Owns its values and the memory they read.</summary>
internal sealed class InferRequest(AlignedBufferPool pool) : IDisposable
{
    private readonly List<string> _names = [];
    private readonly List<OrtValue> _values = [];
    private readonly List<AlignedBuffer> _buffers = [];

    /// <summary>The request's id, given back in the answer; null when it has none.</summary>
    public string? Id { get; set; }

    /// <summary>Bytes of the request's body: the bound of what its JSON can hold.</summary>
    public int BodyLength { get; set; }

    /// <summary>Outputs asked for, in the request's order; all of the model's when it named none.</summary>
    public List<RequestedOutput> Outputs { get; } = [];

    /// <summary>The first dimension of the first input.</summary>
    public long BatchSize { get; private set; } = 1;

    /// <summary>Whether an input of this name was given.</summary>
    public bool HasInput(string name) => _names.Contains(name);

    /// <summary>Memory that lives as long as the request.</summary>
    public AlignedBuffer Rent(int length)
    {
        var buffer = pool.Rent(length);
        _buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Ends the use of a buffer before the request ends.</summary>
    public void GiveBack(AlignedBuffer buffer)
    {
        _buffers.Remove(buffer);
        pool.Return(buffer);
    }

    /// <summary>Adds an input; the request owns the value from now on.</summary>
    public void Add(string name, OrtValue value, ReadOnlySpan<long> shape)
    {
        if (_values.Count == 0 && shape.Length > 0)
            BatchSize = shape[0];
        _names.Add(name);
        _values.Add(value);
    }

    /// <summary>What the model is run with.</summary>
    public InferenceInputs ToInputs() => new(_names, _values, Outputs.ConvertAll(output => output.Spec.Name), BatchSize);

    /// <inheritdoc />
    public void Dispose()
    {
        // Values first: they point into the buffers.
        foreach (var value in _values)
            value.Dispose();
        foreach (var buffer in _buffers)
            pool.Return(buffer);
        _values.Clear();
        _buffers.Clear();
    }
}
