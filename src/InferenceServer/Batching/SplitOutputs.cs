using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Batching;

/// <summary>
/// The outputs of a joined run, handed out as values over their rows: nothing is copied, and the memory is freed with the last of them.
/// </summary>
internal sealed class SplitOutputs(IDisposableReadOnlyCollection<OrtValue> joined)
{
    private readonly RunCount _uses = new(joined.Dispose);

    /// <summary>Whether every output has so many rows; otherwise it cannot be told whose is what.</summary>
    public static bool HaveRows(IReadOnlyList<OrtValue> outputs, long rows) =>
        outputs.All(value => value.IsTensor && value.GetTensorTypeAndShape().Shape is [var first, ..] && first == rows);

    /// <summary>The values of the rows from <paramref name="firstRow"/> on, and what to dispose when they were used.</summary>
    public (IReadOnlyList<OrtValue> Values, IDisposable Owner) Part(long firstRow, long rows)
    {
        _uses.TryEnter();
        var values = new OrtValue[joined.Count];
        for (var index = 0; index < values.Length; index++)
            values[index] = Rows(joined[index], firstRow, rows);
        return (values, new Owner(values, _uses));
    }

    /// <summary>No more parts are taken.</summary>
    public void Close() => _uses.Close();

    private static unsafe OrtValue Rows(OrtValue value, long firstRow, long rows)
    {
        var description = value.GetTensorTypeAndShape();
        var all = value.GetTensorMutableRawData();
        var size = all.Length / description.Shape[0];
        long[] shape = [rows, .. description.Shape.AsSpan(1)];
        // Native memory: it does not move.
        var address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(all)) + firstRow * size;
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, description.ElementDataType, shape, (nint)address, rows * size);
    }

    private sealed class Owner(OrtValue[] values, RunCount uses) : IDisposable
    {
        public void Dispose()
        {
            foreach (var value in values)
                value.Dispose();
            uses.Leave();
        }
    }
}
