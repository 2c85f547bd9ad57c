using System.Text.Json;

namespace InferenceServer.Protocol;

/// <summary>Somewhere to put a tensor's elements as they are read from JSON.</summary>
internal interface ITensorElements
{
    /// <summary>Stores the reader's current token as element <paramref name="index"/>; false when it is none of this datatype.</summary>
    bool TrySet(ref Utf8JsonReader reader, int index);
}
