namespace InferenceServer.Conformance.Fuzzing;

/// <summary>A request as it goes over the wire.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Framed">Whether it ends where it says; else the connection's sending side is closed behind it.</param>
/// <param name="IsRight">Nothing is wrong with it: it must be answered.</param>
internal sealed record FuzzRequest(byte[] Bytes, bool Framed, bool IsRight);
