using System.Text.Json;

namespace InferenceServer.Protocol;

/// <summary>The parameters that this server acts on; all others are ignored, as the protocol asks.</summary>
/// <param name="BinaryDataSize">An input's raw bytes.</param>
/// <param name="BinaryData">Answer this output as raw bytes.</param>
/// <param name="BinaryDataOutput">Answer all outputs as raw bytes.</param>
internal readonly record struct TensorParameters(int? BinaryDataSize, bool? BinaryData, bool? BinaryDataOutput)
{
    /// <summary>Reads a <c>parameters</c> object.</summary>
    /// <exception cref="ProtocolException">A value of the wrong kind, or an extension that cannot be ignored without a wrong answer.</exception>
    public static TensorParameters Read(ref Utf8JsonReader reader, string owner)
    {
        var parameters = default(TensorParameters);
        JsonTokens.Expect(ref reader, JsonTokenType.StartObject, $"'parameters' of {owner}");
        while (JsonTokens.NextProperty(ref reader, out var property))
        {
            switch (property)
            {
                case "binary_data_size":
                    if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var size) || size < 0)
                        throw ProtocolException.Invalid($"'binary_data_size' of {owner} must be a whole number from 0 to {int.MaxValue}");
                    parameters = parameters with { BinaryDataSize = size };
                    break;
                case "binary_data":
                    parameters = parameters with { BinaryData = Flag(ref reader, property, owner) };
                    break;
                case "binary_data_output":
                    parameters = parameters with { BinaryDataOutput = Flag(ref reader, property, owner) };
                    break;
                case "classification":
                    throw NoClassification(owner);
                case "shared_memory_region":
                    throw NoSharedMemory(owner);
                default:
                    reader.Skip();
                    break;
            }
        }

        return parameters;
    }

    /// <summary>The refusal of the classification extension.</summary>
    public static ProtocolException NoClassification(string owner) =>
        ProtocolException.Invalid($"{owner} asks for 'classification', an extension this server does not have; ask for the output and take the largest values");

    /// <summary>The refusal of the shared memory extensions.</summary>
    public static ProtocolException NoSharedMemory(string owner) =>
        ProtocolException.Invalid($"{owner} uses 'shared_memory_region', an extension this server does not have; send the tensor in the request");

    private static bool Flag(ref Utf8JsonReader reader, string name, string owner) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw ProtocolException.Invalid($"'{name}' of {owner} must be true or false"),
    };
}
