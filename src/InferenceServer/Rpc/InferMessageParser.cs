using System.Text;
using System.Text.Unicode;
using InferenceServer.Models;
using InferenceServer.Protocol;

namespace InferenceServer.Rpc;

/// <summary>
/// Reads a <c>ModelInferRequest</c> where it lies: raw tensors become values over the message's own memory. Everything is checked against the
/// model's signature, with the words that the REST endpoint uses.
/// </summary>
internal static class InferMessageParser
{
    private const int MostOnStack = 64;

    /// <summary>The model that a message asks for; the version is null where it names none.</summary>
    /// <exception cref="ProtocolException">400: the bytes are no such message, or it names no model.</exception>
    public static (string Name, string? Version) Model(ReadOnlySpan<byte> message)
    {
        var (name, version) = ("", "");
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == ProtocolFields.Request.ModelName)
                name = Text(reader.Content, "'model_name'");
            else if (reader.Field == ProtocolFields.Request.ModelVersion)
                version = Text(reader.Content, "'model_version'");
        }

        return name.Length == 0 ? throw ProtocolException.Invalid("the request has no 'model_name'") : (name, version.Length == 0 ? null : version);
    }

    /// <summary>Fills <paramref name="request"/> from <paramref name="message"/>; the answer is to have the form of the inputs, raw or typed.</summary>
    /// <exception cref="ProtocolException">400, with what was expected.</exception>
    public static void Parse(InferRequest request, ServedModel model, GrpcMessage message)
    {
        var signature = model.Signature;
        var limit = signature.Inputs.Count;
        Span<(int Start, int Length)> raw = limit <= MostOnStack ? stackalloc (int, int)[limit] : new (int, int)[limit];
        raw = raw[..RawContents(message.Span, raw)];
        var rawAnswer = !raw.IsEmpty;
        var inputs = 0;
        var reader = new ProtobufReader(message.Span);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case ProtocolFields.Request.Id:
                    request.Id = Text(reader.Content, "'id'");
                    break;
                case ProtocolFields.Request.Parameters:
                    rawAnswer |= ParameterMessage.IsSet(reader.Content, "binary_data_output"u8, "the request");
                    break;
                case ProtocolFields.Request.Inputs:
                    InferInputMessage.Read(request, signature, message, reader.Content, raw, inputs++);
                    break;
                case ProtocolFields.Request.Outputs:
                    request.Outputs.Add(new RequestedOutput(Output(request, signature, reader.Content), false));
                    break;
            }
        }

        if (!raw.IsEmpty && raw.Length != inputs)
            throw ProtocolException.Invalid($"the request has {inputs} inputs and {raw.Length} 'raw_input_contents'; give one for each input, in the inputs' order, or none");
        InferRequestParser.RequireInputs(request, model);
        ChooseForm(request, signature, rawAnswer);
    }

    /// <summary>A string of the message.</summary>
    /// <exception cref="ProtocolException">It is not UTF-8.</exception>
    public static string Text(ReadOnlySpan<byte> content, string what) =>
        Utf8.IsValid(content) ? Encoding.UTF8.GetString(content) : throw ProtobufReader.Malformed($"{what} is not UTF-8 text");

    // All outputs have one form; a datatype that has no typed form makes it raw.
    private static void ChooseForm(InferRequest request, ModelSignature signature, bool raw)
    {
        if (request.Outputs.Count == 0)
        {
            foreach (var output in signature.Outputs)
                request.Outputs.Add(new RequestedOutput(output, false));
        }

        foreach (var output in request.Outputs)
            raw |= TypedContents.FieldOf(output.Spec.Datatype) == 0;
        for (var index = 0; raw && index < request.Outputs.Count; index++)
            request.Outputs[index] = request.Outputs[index] with { Binary = true };
    }

    private static int RawContents(ReadOnlySpan<byte> message, Span<(int Start, int Length)> raw)
    {
        var count = 0;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field != ProtocolFields.Request.RawInputContents)
                continue;
            if (count == raw.Length)
                throw ProtocolException.Invalid($"the request has more 'raw_input_contents' than the model has inputs, {raw.Length}");
            raw[count++] = (reader.ContentStart, reader.Content.Length);
        }

        return count;
    }

    private static TensorSpec Output(InferRequest request, ModelSignature signature, ReadOnlySpan<byte> message)
    {
        string? name = null;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == ProtocolFields.RequestedOutput.Name)
                name = Text(reader.Content, "'name' of an output");
            else if (reader.Field == ProtocolFields.RequestedOutput.Parameters)
                ParameterMessage.IsSet(reader.Content, default, "an output");
        }

        var spec = RequestedOutputsReader.Find(signature, name ?? throw ProtocolException.Invalid("an element of 'outputs' has no 'name'"));
        return request.Outputs.Exists(output => output.Spec == spec) ? throw RequestedOutputsReader.AskedTwice(spec) : spec;
    }
}
