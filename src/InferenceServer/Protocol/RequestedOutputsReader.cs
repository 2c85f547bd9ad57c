using System.Text.Json;
using InferenceServer.Models;

namespace InferenceServer.Protocol;

/// <summary>Reads the <c>outputs</c> array: which outputs, and in which form.</summary>
internal static class RequestedOutputsReader
{
    /// <summary>Adds each output asked for to <paramref name="outputs"/>.</summary>
    /// <exception cref="ProtocolException">An output the model does not have, twice the same, or one that is no tensor.</exception>
    public static void Read(ref Utf8JsonReader reader, ModelSignature signature, List<(TensorSpec Spec, bool? Binary)> outputs)
    {
        JsonTokens.Expect(ref reader, JsonTokenType.StartArray, "'outputs'");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonTokens.Expect(ref reader, JsonTokenType.StartObject, "an element of 'outputs'");
            string? name = null;
            bool? binary = null;
            while (JsonTokens.NextProperty(ref reader, out var property))
            {
                if (property == "name")
                {
                    JsonTokens.Expect(ref reader, JsonTokenType.String, "'name' of an output");
                    name = reader.GetString();
                }
                else if (property == "parameters")
                {
                    binary = TensorParameters.Read(ref reader, "an output").BinaryData;
                }
                else
                {
                    reader.Skip();
                }
            }

            var spec = Find(signature, name ?? throw ProtocolException.Invalid("an element of 'outputs' has no 'name'"));
            if (outputs.Exists(output => output.Spec == spec))
                throw AskedTwice(spec);
            outputs.Add((spec, binary));
        }
    }

    /// <summary>The model's output of a name.</summary>
    /// <exception cref="ProtocolException">There is none, or it is no tensor.</exception>
    public static TensorSpec Find(ModelSignature signature, string name)
    {
        if (signature.UnservableOutputs.Contains(name))
            throw ProtocolException.Invalid($"output '{name}' is a sequence, a map or of a type that the protocol does not carry");
        var index = signature.OutputIndex(name);
        if (index < 0)
            throw ProtocolException.Invalid($"the model has no output '{name}'; it is {signature}");
        return signature.Outputs[index];
    }

    /// <summary>The refusal of an output that is asked for a second time.</summary>
    public static ProtocolException AskedTwice(TensorSpec output) => ProtocolException.Invalid($"output '{output.Name}' is asked for twice");
}
