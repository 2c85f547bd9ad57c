using System.Security.Cryptography;
using System.Text;

namespace InferenceServer.Security;

/// <summary>
/// The bearer tokens that open the server. Their digests are kept, and compared in a time that tells nothing of how much of a guess is right
/// or which token it is like.
/// </summary>
internal sealed class AccessTokens
{
    // Longer than any that is issued, and short enough for the stack.
    private const int Longest = 4096;

    private readonly byte[][] _digests;

    private AccessTokens(byte[][] digests) => _digests = digests;

    /// <summary>Reads one token a line; empty lines count for nothing.</summary>
    /// <param name="file">The file's name, for messages; contents are never part of one.</param>
    /// <param name="content">Its contents.</param>
    /// <exception cref="FormatException">No token, or a line that no token can be.</exception>
    public static AccessTokens Parse(string file, byte[] content)
    {
        var digests = new List<byte[]>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(content).TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var token = line.Trim();
            if (token.Length == 0)
                continue;
            if (token.Length > Longest || token.AsSpan().TrimEnd('=').ContainsAnyExcept(Characters))
                throw new FormatException($"'{file}', line {number}, is not a token: write up to {Longest} of the characters A-Z a-z 0-9 - . _ ~ + / and nothing else on the line");
            digests.Add(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        }

        return digests.Count > 0 ? new AccessTokens([.. digests]) : throw new FormatException($"'{file}' holds no token: write one a line, as of 'openssl rand -base64 32'");
    }

    /// <summary>Whether this is one of the tokens.</summary>
    public bool Accepts(ReadOnlySpan<char> token)
    {
        if (token.Length > Longest)
            return false;
        Span<byte> bytes = stackalloc byte[Longest];
        // Other characters become a question mark, which no token has.
        var length = Encoding.ASCII.GetBytes(token, bytes);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], digest);
        var found = false;
        foreach (var known in _digests)
            found |= CryptographicOperations.FixedTimeEquals(digest, known);
        return found;
    }

    /// <summary>What RFC 6750 makes tokens of, beside the equals signs at their end.</summary>
    private static readonly System.Buffers.SearchValues<char> Characters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");
}
