using System.Text.Json;
using InferenceServer.Models;

namespace InferenceServer.Protocol;

/// <summary>Reads the <c>inputs</c> array; raw tensors are taken from behind the JSON in the array's order.</summary>
internal ref struct InferInputsReader(InferRequest request, ModelSignature signature, InferBody body)
{
    private long _binaryUsed;

    /// <summary>Reads all inputs into the request.</summary>
    /// <exception cref="ProtocolException">An input that the model does not have, or whose type, shape or size is wrong.</exception>
    public void Read(ref Utf8JsonReader reader)
    {
        JsonTokens.Expect(ref reader, JsonTokenType.StartArray, "'inputs'");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonTokens.Expect(ref reader, JsonTokenType.StartObject, "an element of 'inputs'");
            ReadInput(ref reader);
        }
    }

    /// <summary>Refuses raw bytes that no input claims.</summary>
    public readonly void CheckAllBinaryUsed()
    {
        if (_binaryUsed != body.BinaryLength)
            throw ProtocolException.Invalid($"{body.BinaryLength} raw bytes follow the JSON and the inputs' 'binary_data_size' add up to {_binaryUsed}");
    }

    private void ReadInput(ref Utf8JsonReader reader)
    {
        var tensor = default(TensorHeader);
        var dataAt = -1;
        var parameters = default(TensorParameters);
        var given = false;
        while (JsonTokens.NextProperty(ref reader, out var property))
        {
            switch (property)
            {
                case "name":
                    JsonTokens.Expect(ref reader, JsonTokenType.String, "'name' of an input");
                    tensor.Name = (reader.ValueIsEscaped ? null : signature.InputName(reader.ValueSpan)) ?? reader.GetString();
                    break;
                case "datatype":
                    JsonTokens.Expect(ref reader, JsonTokenType.String, "'datatype' of an input");
                    tensor.Datatype = (reader.ValueIsEscaped ? null : TensorDatatype.NameOf(reader.ValueSpan)) ?? reader.GetString();
                    break;
                case "shape":
                    tensor.Shape = JsonTokens.Shape(ref reader, "'shape' of an input");
                    break;
                case "parameters":
                    parameters = TensorParameters.Read(ref reader, "an input");
                    break;
                case "data" when tensor.IsComplete && !given:
                    TensorJsonReader.Read(ref reader, request, tensor.Check(request, signature), tensor.Shape!, body.JsonLength - (int)reader.TokenStartIndex);
                    given = true;
                    break;
                case "data":
                    // Before its shape or type is known: come back to it.
                    dataAt = (int)reader.TokenStartIndex;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Finish(ref tensor, parameters, dataAt, given);
    }

    private unsafe void Finish(ref TensorHeader tensor, TensorParameters parameters, int dataAt, bool given)
    {
        if (parameters.BinaryDataSize is { } size)
        {
            if (given || dataAt >= 0)
                throw ProtocolException.Invalid($"input '{tensor.Name}' has both 'data' and 'binary_data_size'; give one");
            var spec = tensor.Check(request, signature);
            if (size > body.BinaryLength - _binaryUsed)
                throw ProtocolException.Invalid($"input '{tensor.Name}' has a 'binary_data_size' of {size} and {body.BinaryLength - _binaryUsed} raw bytes are left");
            TensorBinaryReader.Read(request, spec, tensor.Shape!, body.BinaryAt((int)_binaryUsed), size);
            _binaryUsed += size;
        }
        else if (!given)
        {
            var spec = tensor.Check(request, signature);
            if (dataAt < 0)
                throw ProtocolException.Invalid($"input '{tensor.Name}' has neither 'data' nor the parameter 'binary_data_size'");
            var reader = new Utf8JsonReader(body.Json[dataAt..]);
            reader.Read();
            TensorJsonReader.Read(ref reader, request, spec, tensor.Shape!, body.JsonLength - dataAt);
        }
    }
}
