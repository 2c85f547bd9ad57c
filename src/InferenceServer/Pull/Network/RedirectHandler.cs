using System.Net;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Network;

/// <summary>
/// Follows redirects itself, since the usual handler neither asks where they lead nor knows which headers are secret: to another host goes no
/// credential, and from https to http nothing.
/// </summary>
internal sealed class RedirectHandler(AddressGuard guard, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MostRedirects = 5;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var current = request;
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(current, cancellationToken);
            if (Target(current, response) is not { } target)
                return response;
            response.Dispose();
            if (redirects == MostRedirects)
                throw Refused(current, target, $"more than {MostRedirects} redirects");
            if (target.Scheme != Uri.UriSchemeHttps && (target.Scheme != Uri.UriSchemeHttp || current.RequestUri!.Scheme != Uri.UriSchemeHttp))
                throw Refused(current, target, $"from {current.RequestUri!.Scheme} to {target.Scheme}");
            RequirePermitted(target);
            current = Next(current, target);
        }
    }

    // Wrapped as what is refused while connecting comes wrapped, so that whoever asked says what was asked for.
    private void RequirePermitted(Uri target)
    {
        try
        {
            guard.RequirePermitted(target);
        }
        catch (PullException exception)
        {
            throw new HttpRequestException(exception.Message, exception);
        }
    }

    private static Uri? Target(HttpRequestMessage request, HttpResponseMessage response)
    {
        var redirected = response.StatusCode
            is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        if (!redirected || response.Headers.Location is not { } location || request.Content is not null || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head))
            return null;
        return new Uri(request.RequestUri!, location);
    }

    // Hosts alone: path and query may hold a signature.
    private static HttpRequestException Refused(HttpRequestMessage request, Uri target, string why)
    {
        var message = $"{request.RequestUri!.Authority} sends the pull on to {target.Scheme}://{target.Authority}, which is not followed ({why})";
        return new HttpRequestException(message, new PullException(ExitCodes.NotFound, message));
    }

    private static HttpRequestMessage Next(HttpRequestMessage request, Uri target)
    {
        var next = new HttpRequestMessage(request.Method, target) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        var sameHost = Uri.Compare(request.RequestUri, target, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (sameHost || !IsForOneHost(name))
                next.Headers.TryAddWithoutValidation(name, values);
        }

        next.Options.Set(AddressGuard.ChosenByServer, true);
        return next;
    }

    private static bool IsForOneHost(string header) =>
        header.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
        || header.ToUpperInvariant() is "AUTHORIZATION" or "COOKIE" or "PROXY-AUTHORIZATION" or "HOST" or "AMZ-SDK-INVOCATION-ID" or "AMZ-SDK-REQUEST";
}
