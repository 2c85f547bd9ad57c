using System.Text.Json;

namespace InferenceServer.Protocol;

/// <summary>Body of the repository's methods.</summary>
/// <param name="Ready">Index: list only models that answer.</param>
/// <param name="Parameters">Load and unload: parameters.</param>
internal sealed record RepositoryRequest(bool? Ready, Dictionary<string, JsonElement>? Parameters);
