using System.Runtime.InteropServices;
using InferenceServer.Protocol;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Optimisation.Accuracy;

/// <summary>
/// How far one output is from the original's, over all inputs. For numbers with fractions the relative error in the Euclidean norm,
/// sqrt(Σ(a−b)² / Σa²), a the original's: the inverse of the signal-to-quantisation-noise ratio by which ONNX Runtime's own tools compare models
/// (SQNR = 20·log10(‖a‖ / ‖a−b‖) dB; 0.05 is 26 dB). For whole numbers and text, where distance means nothing, the share of elements that differ.
/// </summary>
internal sealed class OutputError
{
    private double _signal;
    private double _noise;
    private long _elements;
    private long _different;
    private bool _broken;

    /// <summary>The error: 0 for the same, infinite where a number is none that should be one, a shape differs, or 0 became something.</summary>
    public double Value
    {
        get
        {
            if (_broken)
                return double.PositiveInfinity;
            var share = _elements == 0 ? 0 : (double)_different / _elements;
            var relative = _noise == 0 ? 0 : Math.Sqrt(_noise / _signal);
            return Math.Max(share, relative);
        }
    }

    /// <summary>Adds what the original and the other made of the same inputs.</summary>
    public void Add(OrtValue original, OrtValue other)
    {
        var (before, after) = (original.GetTensorTypeAndShape(), other.GetTensorTypeAndShape());
        if (before.ElementDataType != after.ElementDataType || !before.Shape.AsSpan().SequenceEqual(after.Shape))
        {
            _broken = true;
            return;
        }

        switch (before.ElementDataType)
        {
            case TensorElementType.String:
                AddEqual(original.GetStringTensorAsArray(), other.GetStringTensorAsArray());
                break;
            case TensorElementType.Float:
                AddNumbers<float>(original, other, value => value);
                break;
            case TensorElementType.Double:
                AddNumbers<double>(original, other, value => value);
                break;
            case TensorElementType.Float16:
                AddNumbers<Half>(original, other, value => (double)value);
                break;
            case TensorElementType.BFloat16:
                AddNumbers<ushort>(original, other, value => BrainFloat.ToSingle(value));
                break;
            default:
                AddBytes(original.GetTensorMutableRawData(), other.GetTensorMutableRawData(), before.ElementCount);
                break;
        }
    }

    /// <summary>Adds numbers of the original and the other.</summary>
    public void Add(double original, double other)
    {
        if (!double.IsFinite(original) || !double.IsFinite(other))
        {
            // NaN for NaN and infinity for infinity is what was asked for.
            _broken |= !original.Equals(other);
            return;
        }

        _signal += original * original;
        _noise += (original - other) * (original - other);
    }

    private void AddNumbers<T>(OrtValue original, OrtValue other, Func<T, double> number)
        where T : struct
    {
        var before = Elements<T>(original);
        var after = Elements<T>(other);
        for (var index = 0; index < before.Length; index++)
            Add(number(before[index]), number(after[index]));
    }

    private static Span<T> Elements<T>(OrtValue value)
        where T : struct => MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData());

    private void AddEqual(string[] original, string[] other)
    {
        _elements += original.Length;
        _different += original.Zip(other).Count(pair => pair.First != pair.Second);
    }

    private void AddBytes(ReadOnlySpan<byte> original, ReadOnlySpan<byte> other, long count)
    {
        _elements += count;
        var size = count == 0 ? 0 : (int)(original.Length / count);
        for (var at = 0; at < original.Length; at += size)
            _different += original.Slice(at, size).SequenceEqual(other.Slice(at, size)) ? 0 : 1;
    }
}
