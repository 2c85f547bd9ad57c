using System.Text.Json.Serialization;
using InferenceServer.Pull.HuggingFace;
using InferenceServer.Pull.Oci;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull;

/// <summary>The JSON that pulls read and write.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PartialNote))]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(DockerConfig))]
[JsonSerializable(typeof(RevisionAnswer))]
[JsonSerializable(typeof(TreeEntry[]))]
internal sealed partial class PullJson : JsonSerializerContext;
