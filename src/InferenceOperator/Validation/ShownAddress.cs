namespace InferenceOperator.Validation;

/// <summary>
/// A model's address as messages show it. User and password, and a query such as a signature, are left out: messages go to the status, to
/// Events and to logs, which more people read than the spec.
/// </summary>
public static class ShownAddress
{
    private const string Hidden = "…";

    /// <summary>Leaves out what may be secret. The address may be one that breaks every rule, so rather too much is left out than too little.</summary>
    /// <param name="uri">The address.</param>
    /// <returns>What can be shown.</returns>
    public static string Of(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal) is var separator and >= 0 ? separator + 3 : 0;
        var end = uri.IndexOfAny(['?', '#'], start) is var query and >= 0 ? query : uri.Length;
        var (scheme, address, rest) = (uri[..start], uri[start..end], uri[end..]);
        // A password may hold anything, the marks of a query too.
        if (!address.Contains('/', StringComparison.Ordinal) && rest.Contains('@', StringComparison.Ordinal))
            return scheme + Hidden;
        return scheme + WithoutUser(address) + (rest.Length == 0 ? "" : rest[0] + Hidden);
    }

    private static string WithoutUser(string address)
    {
        var at = address.LastIndexOf('@');
        var isUser = at >= 0 && (address.IndexOf('/', StringComparison.Ordinal) is var slash && (slash < 0 || slash > at || address[..at].Contains(':', StringComparison.Ordinal)));
        return isUser ? $"{Hidden}@{address[(at + 1)..]}" : address;
    }
}
