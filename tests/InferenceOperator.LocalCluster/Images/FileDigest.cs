using System.Security.Cryptography;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>A short digest of one file's content.</summary>
public static class FileDigest
{
    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file))[..16];
    }
}
