using System.Runtime.InteropServices;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Batching;

/// <summary>
/// Finds out whether requests of a model may be joined. A free first dimension is called a batch by convention alone: it may as well be a
/// length, and a model may mix its rows. So two requests are run apart and as one, and must have the same answers.
/// </summary>
internal static class BatchProbe
{
    // Another batch size is another order of sums, on a GPU also another kernel.
    private const double Absolute = 1e-3;
    private const double Relative = 1e-2;

    /// <summary>Why the model's requests are not joined; null when they may be.</summary>
    /// <param name="signature">The model's signature.</param>
    /// <param name="shapes">Shapes of its required inputs that it is known to accept; null when none are.</param>
    /// <param name="run">Runs the model.</param>
    public static string? Against(ModelSignature signature, IReadOnlyList<long[]>? shapes, ModelRunner run)
    {
        var inputs = signature.Inputs.Where(input => !input.Optional).ToList();
        var rigid = inputs.Concat(signature.Outputs).FirstOrDefault(tensor => tensor.Shape is not [< 0, ..] || tensor.Datatype.IsBytes);
        if (rigid is not null)
            return $"{rigid} has no free first dimension, or no elements of a fixed size";
        if (shapes is null)
            return "no warm-up went through, so nothing is known of its rows";
        try
        {
            using var first = new Trial(inputs, shapes, signature.OutputNames, run, 0);
            using var second = new Trial(inputs, shapes, signature.OutputNames, run, 1);
            using var both = new Trial(inputs, shapes, signature.OutputNames, run, 0, 1);
            return Compare(signature.Outputs, first, second, both);
        }
        catch (OnnxRuntimeException exception)
        {
            return $"two rows do not run as one: {exception.Message}";
        }
    }

    private static string? Compare(IReadOnlyList<TensorSpec> outputs, Trial first, Trial second, Trial both)
    {
        for (var index = 0; index < outputs.Count; index++)
        {
            if (!both.Shape(index).SequenceEqual([2, .. first.Shape(index).Skip(1)]) || !first.Shape(index).SequenceEqual(second.Shape(index)) || first.Shape(index)[0] != 1)
                return $"output '{outputs[index].Name}' has not as many rows as the inputs";
            var single = (double[])[.. first.Numbers(index, outputs[index].Datatype), .. second.Numbers(index, outputs[index].Datatype)];
            var joined = both.Numbers(index, outputs[index].Datatype);
            for (var element = 0; element < single.Length; element++)
            {
                if (!(Math.Abs(single[element] - joined[element]) <= Absolute + Relative * Math.Abs(single[element])) && !(double.IsNaN(single[element]) && double.IsNaN(joined[element])))
                    return $"a row of output '{outputs[index].Name}' depends on the other rows";
            }
        }

        return null;
    }

    /// <summary>One run on numbers that differ from row to row.</summary>
    private sealed class Trial : IDisposable
    {
        private readonly List<OrtValue> _inputs = [];
        private readonly IDisposableReadOnlyCollection<OrtValue> _outputs;

        public Trial(List<TensorSpec> inputs, IReadOnlyList<long[]> shapes, IReadOnlyList<string> outputs, ModelRunner run, params int[] rows)
        {
            try
            {
                List<long[]> dimensions = [.. shapes.Select(shape => (long[])[rows.Length, .. shape.Skip(1)])];
                for (var index = 0; index < inputs.Count; index++)
                    _inputs.Add(Fill(inputs[index].Datatype, dimensions[index], rows));
                _outputs = run.Run(new InferenceInputs(inputs.ConvertAll(input => input.Name), _inputs, dimensions, outputs, rows.Length), CancellationToken.None);
            }
            catch
            {
                _inputs.ForEach(value => value.Dispose());
                throw;
            }
        }

        public long[] Shape(int output) => _outputs[output].GetTensorTypeAndShape().Shape;

        public double[] Numbers(int output, TensorDatatype datatype)
        {
            var bytes = _outputs[output].GetTensorMutableRawData();
            return datatype.ElementType switch
            {
                TensorElementType.Float => Convert<float>(bytes, value => value),
                TensorElementType.Double => Convert<double>(bytes, value => value),
                TensorElementType.Float16 => Convert<Half>(bytes, value => (double)value),
                TensorElementType.BFloat16 => Convert<ushort>(bytes, value => Protocol.BrainFloat.ToSingle(value)),
                TensorElementType.Int64 => Convert<long>(bytes, value => value),
                TensorElementType.Int32 => Convert<int>(bytes, value => value),
                // Only whether they are the same matters.
                _ => Convert<byte>(bytes, value => value * 1000.0),
            };
        }

        public void Dispose()
        {
            _outputs.Dispose();
            _inputs.ForEach(value => value.Dispose());
        }

        private static double[] Convert<T>(ReadOnlySpan<byte> bytes, Func<T, double> toDouble)
            where T : unmanaged => [.. MemoryMarshal.Cast<byte, T>(bytes).ToArray().Select(toDouble)];

        private static OrtValue Fill(TensorDatatype datatype, long[] shape, int[] rows)
        {
            var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, datatype.ElementType, shape);
            var bytes = value.GetTensorMutableRawData();
            bytes.Clear();
            var elements = bytes.Length / datatype.Size;
            for (var element = 0; element < elements; element++)
                Set(datatype, bytes[(element * datatype.Size)..], Sample(rows[element / (elements / rows.Length)], element % (elements / rows.Length)));
            return value;
        }

        // Between 0 and 1, and another for each element of each row.
        private static double Sample(int row, int element) => 0.5 + 0.5 * Math.Sin(1 + element * 0.7 + row * 2.3);

        private static void Set(TensorDatatype datatype, Span<byte> target, double sample)
        {
            switch (datatype.ElementType)
            {
                case TensorElementType.Float:
                    MemoryMarshal.Write(target, (float)sample);
                    break;
                case TensorElementType.Double:
                    MemoryMarshal.Write(target, sample);
                    break;
                case TensorElementType.Float16:
                    MemoryMarshal.Write(target, (Half)sample);
                    break;
                case TensorElementType.BFloat16:
                    MemoryMarshal.Write(target, Protocol.BrainFloat.FromSingle((float)sample));
                    break;
                default:
                    // Whole numbers and switches: 0 and 1 are in every range, also of a table that is looked into.
                    target[0] = sample < 0.5 ? (byte)0 : (byte)1;
                    break;
            }
        }
    }
}
