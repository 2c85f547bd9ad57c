using System.Buffers.Binary;
using InferenceServer.Models;
using InferenceServer.Protocol;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Rpc;

/// <summary>Reads a tensor's elements from <c>contents</c> into native memory. Numbers that the datatype cannot hold are refused.</summary>
internal unsafe ref struct TypedContentsReader
{
    private readonly InferRequest _request;
    private readonly TensorSpec _spec;
    private readonly long[] _shape;
    private readonly int _elements;
    private readonly int _field;
    private byte* _memory;
    private OrtValue? _strings;
    private int _index;

    private TypedContentsReader(InferRequest request, TensorSpec spec, long[] shape)
    {
        (_request, _spec, _shape) = (request, spec, shape);
        _field = TypedContents.FieldOf(spec.Datatype);
        _elements = TensorHeader.Elements(spec, shape);
    }

    /// <summary>Adds the input to the request.</summary>
    /// <param name="request">Receives the value.</param>
    /// <param name="spec">The model's input.</param>
    /// <param name="shape">The shape sent.</param>
    /// <param name="tensor">The input's message; every <c>contents</c> in it is read, as protobuf joins them.</param>
    /// <exception cref="ProtocolException">Not as many elements as the shape says, in another field than the datatype's, one that does not fit, or no memory.</exception>
    public static void Read(InferRequest request, TensorSpec spec, long[] shape, ReadOnlySpan<byte> tensor)
    {
        var contents = new TypedContentsReader(request, spec, shape);
        if (contents._field == 0 && contents._elements > 0)
            throw ProtocolException.Invalid($"input '{spec.Name}' is {spec.Datatype.Name}, for which 'contents' has no field; give 'raw_input_contents'");
        contents.Allocate(tensor.Length);
        var reader = new ProtobufReader(tensor);
        while (reader.Read())
        {
            if (reader.Field == ProtocolFields.Tensor.Contents)
                contents.ReadContents(reader.Content);
        }

        if (contents._index != contents._elements)
            throw ProtocolException.Invalid($"input '{spec.Name}' has {contents._index} elements in '{contents.FieldName}'; its shape [{string.Join(',', shape)}] has {contents._elements}");
    }

    private readonly string FieldName => ProtocolFields.Contents.Names[_field];

    private void Allocate(int bytesSent)
    {
        // A shape that promises more than the message can hold gets no memory.
        if (_elements > bytesSent / TypedContents.LeastBytes(_spec.Datatype))
            throw ProtocolException.Invalid($"input '{_spec.Name}' has shape [{string.Join(',', _shape)}], {_elements} elements, and its '{FieldName}' have fewer");
        if (_spec.Datatype.IsBytes)
        {
            _request.Charge(_elements * TensorBinaryReader.BytesOfString + bytesSent);
            _strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, _shape);
            _request.Add(_spec.Name, _strings, _shape);
            return;
        }

        var size = _elements * _spec.Datatype.Size;
        _memory = _request.Rent(size).Pointer;
        _request.Add(_spec.Name, OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _spec.Datatype.ElementType, _shape, (nint)_memory, size), _shape);
    }

    private void ReadContents(ReadOnlySpan<byte> contents)
    {
        var reader = new ProtobufReader(contents);
        while (reader.Read())
        {
            if (reader.Field != _field)
                RefuseOther(ref reader);
            else if (_strings is not null)
                AddString(reader.Content);
            else if (reader.Wire == WireType.Length)
                AddPacked(reader.Content);
            else if (reader.Wire == TypedContents.WireOf(_field))
                Add(reader.Value);
            else
                throw ProtobufReader.Malformed($"'{FieldName}' of input '{_spec.Name}' is written as another type");
        }
    }

    private readonly void RefuseOther(ref ProtobufReader reader)
    {
        if (reader.Field < ProtocolFields.Contents.Names.Length && (reader.Wire != WireType.Length || !reader.Content.IsEmpty || reader.Field == ProtocolFields.Contents.Bytes))
            throw ProtocolException.Invalid($"input '{_spec.Name}' is {_spec.Datatype.Name} and has '{ProtocolFields.Contents.Names[reader.Field]}'; expected '{FieldName}'");
    }

    private void AddPacked(ReadOnlySpan<byte> packed)
    {
        var wire = TypedContents.WireOf(_field);
        if (wire == WireType.Varint)
        {
            var reader = new ProtobufReader(packed);
            while (reader.Position < packed.Length)
                Add(reader.Varint());
            return;
        }

        var size = wire == WireType.Fixed32 ? sizeof(float) : sizeof(double);
        if (packed.Length % size != 0)
            throw ProtobufReader.Malformed($"'{FieldName}' of input '{_spec.Name}' has {packed.Length} bytes, no multiple of {size}");
        Require(packed.Length / size);
        packed.CopyTo(new Span<byte>(_memory + (long)_index * size, packed.Length));
        _index += packed.Length / size;
    }

    private void AddString(ReadOnlySpan<byte> text)
    {
        Require(1);
        _strings!.StringTensorSetElementAt(text, _index++);
    }

    private void Add(ulong value)
    {
        Require(1);
        var fits = true;
        switch (_spec.Datatype.ElementType)
        {
            case TensorElementType.Float:
                BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(_memory + (long)_index * sizeof(float), sizeof(float)), (uint)value);
                break;
            case TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64:
                ((ulong*)_memory)[_index] = value;
                break;
            // 32-bit numbers are the low bits of what was sent, as everywhere in protobuf.
            case TensorElementType.Int32 or TensorElementType.UInt32:
                ((uint*)_memory)[_index] = (uint)value;
                break;
            case TensorElementType.Int16:
                fits = (int)value == (((short*)_memory)[_index] = (short)value);
                break;
            case TensorElementType.UInt16:
                fits = (uint)value == (((ushort*)_memory)[_index] = (ushort)value);
                break;
            case TensorElementType.Int8:
                fits = (int)value == (((sbyte*)_memory)[_index] = (sbyte)value);
                break;
            case TensorElementType.UInt8:
                fits = (uint)value == (_memory[_index] = (byte)value);
                break;
            default:
                _memory[_index] = value == 0 ? (byte)0 : (byte)1;
                break;
        }

        if (!fits)
            throw ProtocolException.Invalid($"input '{_spec.Name}': element {_index} of '{FieldName}' is not a {_spec.Datatype.Name}");
        _index++;
    }

    private readonly void Require(int more)
    {
        if (more > _elements - _index)
            throw ProtocolException.Invalid($"input '{_spec.Name}' has more elements in '{FieldName}' than the {_elements} of its shape [{string.Join(',', _shape)}]");
    }
}
