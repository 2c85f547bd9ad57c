using System.Text.Json;
using InferenceServer.Models;

namespace InferenceServer.Protocol;

/// <summary>
/// Reads an infer request: the JSON part by hand with <see cref="Utf8JsonReader"/>, tensors straight into the values that the model is
/// run with. Everything is checked against the model's signature here, so that a wrong request never reaches ONNX Runtime.
/// </summary>
internal static class InferRequestParser
{
    /// <summary>Fills <paramref name="request"/> from <paramref name="body"/>.</summary>
    /// <exception cref="ProtocolException">400, with what was expected.</exception>
    public static void Parse(InferRequest request, ServedModel model, InferBody body) => Parse(request, model.Source.Name, model.Signature, body);

    /// <summary>Fills <paramref name="request"/> from <paramref name="body"/> by a model's signature.</summary>
    /// <exception cref="ProtocolException">400, with what was expected.</exception>
    public static void Parse(InferRequest request, string model, ModelSignature signature, InferBody body)
    {
        bool binaryOutputs;
        try
        {
            binaryOutputs = body.JsonLength == 0 && body.BinaryLength > 0
                ? RawTensor.Read(request, signature, body)
                : ReadJson(request, signature, body);
        }
        catch (JsonException exception)
        {
            throw ProtocolException.Invalid($"the request is not valid JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            // The reader's words for text that is not UTF-8.
            throw ProtocolException.Invalid($"the request is not valid JSON: {exception.Message}");
        }

        RequireInputs(request, model, signature);
        if (request.Outputs.Count == 0)
        {
            foreach (var output in signature.Outputs)
                request.Outputs.Add(new RequestedOutput(output, binaryOutputs));
        }
    }

    /// <summary>Requires every input that has no default.</summary>
    /// <exception cref="ProtocolException">One is missing.</exception>
    public static void RequireInputs(InferRequest request, ServedModel model) => RequireInputs(request, model.Source.Name, model.Signature);

    private static void RequireInputs(InferRequest request, string model, ModelSignature signature)
    {
        foreach (var input in signature.Inputs)
        {
            if (!input.Optional && !request.HasInput(input.Name))
                throw ProtocolException.Invalid($"input '{input.Name}' is missing; model {model} is {signature}");
        }
    }

    private static bool ReadJson(InferRequest request, ModelSignature signature, InferBody body)
    {
        var reader = new Utf8JsonReader(body.Json);
        var inputs = new InferInputsReader(request, signature, body);
        var outputs = request.NamedOutputs;
        var binaryOutputs = false;
        reader.Read();
        JsonTokens.Expect(ref reader, JsonTokenType.StartObject, "the request");
        while (JsonTokens.NextProperty(ref reader, out var property))
        {
            switch (property)
            {
                case "id":
                    JsonTokens.Expect(ref reader, JsonTokenType.String, "'id'");
                    request.Id = reader.GetString();
                    break;
                case "parameters":
                    binaryOutputs = TensorParameters.Read(ref reader, "the request").BinaryDataOutput ?? false;
                    break;
                case "inputs":
                    inputs.Read(ref reader);
                    break;
                case "outputs":
                    RequestedOutputsReader.Read(ref reader, signature, outputs);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.Read())
            throw ProtocolException.Invalid("the request has more than one JSON value");
        inputs.CheckAllBinaryUsed();
        foreach (var (spec, binary) in outputs)
            request.Outputs.Add(new RequestedOutput(spec, binary ?? binaryOutputs));
        return binaryOutputs;
    }
}
