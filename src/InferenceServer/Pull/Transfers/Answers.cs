using System.Net;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Transfers;

/// <summary>Judges answers by their status.</summary>
internal static class Answers
{
    /// <summary>Requires the answer 200.</summary>
    /// <param name="shown">What was asked, for people.</param>
    /// <param name="response">The answer.</param>
    /// <param name="hint">What to do when reading is not allowed.</param>
    /// <exception cref="HttpRequestException">Another answer that may be better later.</exception>
    /// <exception cref="PullException">Another answer that will stay.</exception>
    public static void RequireOk(string shown, HttpResponseMessage response, string hint)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.OK)
            return;
        var message = $"answered {status} {response.ReasonPhrase}";
        if (IsPassing(response.StatusCode))
            throw new HttpRequestException(message);
        throw new PullException(ExitCodes.NotFound, status switch
        {
            401 or 403 => $"{shown} {message}: {hint}",
            _ => $"{shown} {message}",
        });
    }

    /// <summary>Whether a status may be another one at the next attempt.</summary>
    public static bool IsPassing(HttpStatusCode status) => (int)status is 408 or 416 or 425 or 429 or >= 500;
}
