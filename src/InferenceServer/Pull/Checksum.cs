using System.Security.Cryptography;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull;

/// <summary>SHA-256 of files.</summary>
internal static class Checksum
{
    /// <summary>Whether a file, or the only file of a directory, is there and has a checksum.</summary>
    public static async Task<bool> IsAsync(string path, string sha256, CancellationToken cancellationToken) =>
        Single(path) is { } file && await OfAsync(file, cancellationToken) == sha256;

    /// <summary>The file itself, or the only one of a directory; null when there is none or more than one.</summary>
    public static string? Single(string path)
    {
        if (File.Exists(path))
            return path;
        return Directory.Exists(path) && Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Take(2).ToList() is [var only] ? only : null;
    }

    /// <summary>Lower-case hexadecimal SHA-256 of a file.</summary>
    public static async Task<string> OfAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>Requires a checksum.</summary>
    /// <param name="shown">What has it, for people.</param>
    /// <param name="found">The checksum that it has.</param>
    /// <param name="expected">The one that it should have; null for any.</param>
    /// <param name="meaning">What it means that it differs.</param>
    /// <exception cref="PullException">They differ.</exception>
    public static void Require(string shown, string found, string? expected, string meaning)
    {
        if (expected is not null && expected != found)
            throw new PullException(ExitCodes.ChecksumMismatch, $"{shown} has sha256 {found}, expected {expected}: {meaning}; nothing was kept");
    }
}
