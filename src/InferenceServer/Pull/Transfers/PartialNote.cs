using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace InferenceServer.Pull.Transfers;

/// <summary>What is known of an unfinished file, beside it: enough to continue it, nothing secret.</summary>
/// <param name="Origin">SHA-256 of where it comes from; the address itself may hold a signature.</param>
/// <param name="Version">What the source calls the content: a strong entity tag or a digest.</param>
/// <param name="Total">Bytes of the whole, if the source said it.</param>
/// <param name="Length">Bytes that are surely on the disk.</param>
internal sealed record PartialNote(string Origin, string Version, long? Total, long Length)
{
    /// <summary>The note's form of an origin.</summary>
    public static string Fingerprint(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    /// <summary>The note of an unfinished file; null when there is none that can be read.</summary>
    public static PartialNote? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(file)), PullJson.Default.PartialNote);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Removes the note of a file.</summary>
    public static void Delete(string file) => File.Delete(PathOf(file));

    /// <summary>Writes the note of a file: the old one or the new one is there, never a half.</summary>
    public void Write(string file)
    {
        var draft = $"{PathOf(file)}.new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(this, PullJson.Default.PartialNote));
        File.Move(draft, PathOf(file), overwrite: true);
    }

    private static string PathOf(string file) => $"{file}.note";
}
