using System.Net.Http.Headers;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull;

/// <summary>The keys of the model's Secret: files of its mounted directory, then variables of the environment. Values never leave but in requests.</summary>
internal sealed class Credentials(PullOptions options)
{
    private const long MostBytes = 1 << 20;

    /// <summary>A value, without the line break that editors add; null when there is none.</summary>
    /// <exception cref="PullException">It cannot be read, or be sent in a header.</exception>
    public string? Find(string key) => Checked(key, FileText(key) ?? options.Environment(key));

    /// <summary>A value of the mounted Secret alone: the name is too common to be taken from the environment.</summary>
    /// <exception cref="PullException">As above.</exception>
    public string? FindFile(string key) => Checked(key, FileText(key));

    /// <summary>A file of the Secret as it is; null when there is none.</summary>
    /// <exception cref="PullException">It cannot be read.</exception>
    public byte[]? Document(string key)
    {
        if (options.SecretDirectory is not { } directory || new FileInfo(Path.Combine(directory, key)) is not { Exists: true } file)
            return null;
        try
        {
            return file.Length <= MostBytes ? File.ReadAllBytes(file.FullName) : throw new IOException($"it has more than {MostBytes} bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PullException(ExitCodes.Usage, $"the key {key} of the model's Secret cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>What authorizes at a web server: PULL_BEARER_TOKEN, or username and password; null when neither is there.</summary>
    /// <exception cref="PullException">As above.</exception>
    public AuthenticationHeaderValue? ForWeb() => Find("PULL_BEARER_TOKEN") is { } token ? new AuthenticationHeaderValue("Bearer", token) : Basic();

    /// <summary>User and password, as Secrets of the type kubernetes.io/basic-auth have them; null when they are not there.</summary>
    /// <exception cref="PullException">As above.</exception>
    public AuthenticationHeaderValue? Basic() => FindFile("username") is { } user ? PullContext.Basic(user, FindFile("password") ?? "") : null;

    private string? FileText(string key) => Document(key) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    private static string? Checked(string key, string? text)
    {
        var value = text?.Trim();
        if (string.IsNullOrEmpty(value))
            return null;
        return value.Any(char.IsControl) ? throw new PullException(ExitCodes.Usage, $"the key {key} of the model's Secret holds a line break or another control character") : value;
    }
}
