using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceServer.Hosting;

namespace InferenceServer.Protocol;

/// <summary>Source-generated JSON for the small bodies; tensors are read and written by hand.</summary>
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(ModelMetadataBody))]
[JsonSerializable(typeof(LiveBody))]
[JsonSerializable(typeof(ReadyBody))]
[JsonSerializable(typeof(ModelReadyBody))]
[JsonSerializable(typeof(RepositoryRequest))]
[JsonSerializable(typeof(List<RepositoryState>))]
internal sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>The context to use: messages quote names and arrows, and nobody puts these bodies into HTML.</summary>
    public static ProtocolJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
