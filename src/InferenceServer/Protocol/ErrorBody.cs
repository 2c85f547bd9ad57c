namespace InferenceServer.Protocol;

/// <summary>The protocol's error object.</summary>
/// <param name="Error">What is wrong, for the request's sender.</param>
internal sealed record ErrorBody(string Error);
