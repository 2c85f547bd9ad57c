namespace InferenceServer.Conformance.Fuzzing;

/// <summary>A call of gRPC.</summary>
/// <param name="Path">Service and method.</param>
/// <param name="ContentType">What it says that it is.</param>
/// <param name="Headers">More headers.</param>
/// <param name="Body">Prefix and message.</param>
/// <param name="IsRight">Nothing is wrong with it: it must be answered.</param>
internal sealed record GrpcCall(string Path, string ContentType, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, bool IsRight);
