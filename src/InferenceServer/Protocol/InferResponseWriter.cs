using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using InferenceServer.Buffers;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>Writes an answer: JSON first, then the raw tensors in the order of the outputs.</summary>
internal static class InferResponseWriter
{
    private const int FlushEvery = 64 * 1024;

    private static readonly string?[] Lengths = new string?[1024];

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Writes the outputs of a run to the response.</summary>
    /// <exception cref="ProtocolException">An output cannot be written in the form asked for; nothing was sent yet.</exception>
    public static async Task WriteAsync(HttpResponse http, ServedModel model, InferRequest request, InferenceOutputs outputs, CancellationToken cancellationToken)
    {
        using var json = new PooledBufferWriter();
        var binaryLength = WriteJson(json, model, request, outputs);
        http.ContentLength = json.Written.Length + binaryLength;
        if (binaryLength < 0)
        {
            http.ContentLength = json.Written.Length;
            http.ContentType = "application/json";
        }
        else
        {
            http.ContentType = "application/octet-stream";
            http.Headers[InferBodyReader.JsonLengthHeader] = LengthText(json.Written.Length);
        }

        await WriteInPiecesAsync(http.BodyWriter, json.Written, cancellationToken);
        for (var index = 0; index < request.Outputs.Count; index++)
        {
            if (request.Outputs[index].Binary)
                await WriteRawAsync(http.BodyWriter, request.Outputs[index].Spec, outputs.Values[index], cancellationToken);
        }

        // One flush, hence one packet, for the whole of a small answer.
        await http.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Writes bytes so that a slow reader holds back the copy.</summary>
    public static async ValueTask WriteInPiecesAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(FlushEvery, rest.Length)..])
        {
            Copy(writer, rest.Span[..Math.Min(FlushEvery, rest.Length)]);
            await FlushIfMuchAsync(writer, cancellationToken);
        }
    }

    /// <summary>Writes the JSON part and returns the length of the raw part; -1 when no output is raw.</summary>
    private static long WriteJson(PooledBufferWriter buffer, ServedModel model, InferRequest request, InferenceOutputs outputs)
    {
        long binaryLength = -1;
        // Used up before this thread does anything else.
        var writer = _writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, model.Source.Name);
        writer.WriteString("model_version"u8, model.Source.Version);
        if (request.Id is not null)
            writer.WriteString("id"u8, request.Id);
        writer.WriteStartArray("outputs"u8);
        for (var index = 0; index < request.Outputs.Count; index++)
        {
            var size = WriteOutput(writer, request.Outputs[index], outputs.Values[index]);
            if (request.Outputs[index].Binary)
                binaryLength = Math.Max(binaryLength, 0) + size;
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return binaryLength;
    }

    private static long WriteOutput(Utf8JsonWriter writer, RequestedOutput output, OrtValue value)
    {
        if (!value.IsTensor)
            throw new InvalidOperationException($"output '{output.Spec.Name}' is no tensor");
        var description = value.GetTensorTypeAndShape();
        OutputSize.Check(output.Spec, description.ElementCount);
        var size = output.Binary ? RawSize(output.Spec, value) : 0;
        writer.WriteStartObject();
        writer.WriteString("name"u8, output.Spec.Name);
        writer.WriteString("datatype"u8, output.Spec.Datatype.Name);
        writer.WriteStartArray("shape"u8);
        foreach (var dimension in description.Shape)
            writer.WriteNumberValue(dimension);
        writer.WriteEndArray();
        if (output.Binary)
        {
            writer.WriteStartObject("parameters"u8);
            writer.WriteNumber("binary_data_size"u8, size);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("data"u8);
            TensorJsonWriter.Write(writer, output.Spec, value);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        return size;
    }

    /// <summary>Bytes of a value's raw form.</summary>
    public static long RawSize(TensorSpec spec, OrtValue value)
    {
        if (!spec.Datatype.IsBytes)
            return value.GetTensorMutableRawData().Length;
        long size = 0;
        for (var index = 0; index < TensorJsonWriter.ElementCount(value); index++)
            size += sizeof(uint) + value.GetStringElementAsSpan(index).Length;
        return size;
    }

    /// <summary>Writes a value's raw form: little-endian, row-major; BYTES elements each with 4 bytes of length before.</summary>
    public static async ValueTask WriteRawAsync(PipeWriter writer, TensorSpec spec, OrtValue value, CancellationToken cancellationToken)
    {
        if (spec.Datatype.IsBytes)
        {
            var elements = TensorJsonWriter.ElementCount(value);
            for (var index = 0; index < elements; index++)
            {
                WriteString(writer, value.GetStringElementAsSpan(index));
                await FlushIfMuchAsync(writer, cancellationToken);
            }

            return;
        }

        // In pieces, so that a slow reader holds back the copy and not the memory of a second whole tensor.
        var length = value.GetTensorMutableRawData().Length;
        for (var position = 0; position < length; position += FlushEvery)
        {
            var size = Math.Min(FlushEvery, length - position);
            Copy(writer, value.GetTensorMutableRawData().Slice(position, size));
            await FlushIfMuchAsync(writer, cancellationToken);
        }
    }

    // Small answers have few lengths.
    private static string LengthText(int length)
    {
        if (length >= Lengths.Length)
            return length.ToString(CultureInfo.InvariantCulture);
        return Lengths[length] ??= length.ToString(CultureInfo.InvariantCulture);
    }

    private static async ValueTask FlushIfMuchAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        if (writer.UnflushedBytes >= FlushEvery)
            await writer.FlushAsync(cancellationToken);
    }

    private static void Copy(PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }

    private static void WriteString(PipeWriter writer, ReadOnlySpan<byte> text)
    {
        var target = writer.GetSpan(sizeof(uint) + text.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)text.Length);
        text.CopyTo(target[sizeof(uint)..]);
        writer.Advance(sizeof(uint) + text.Length);
    }
}
