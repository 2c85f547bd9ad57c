namespace InferenceServer.Conformance.Onnx;

/// <summary>What came of a case.</summary>
/// <param name="Name">The case.</param>
/// <param name="Skipped">Why ONNX Runtime alone does not pass it; null when it does.</param>
/// <param name="Refused">The server's words where the protocol carries no such input or output; null for all other cases.</param>
/// <param name="Passed">Ways in by which the server passes it.</param>
/// <param name="Formless">Ways in that have no form for its inputs, and were refused.</param>
/// <param name="Failures">What the server got wrong.</param>
internal sealed record CaseResult(
    string Name, string? Skipped, string? Refused, IReadOnlyList<string> Passed, IReadOnlyList<string> Formless, IReadOnlyList<string> Failures)
{
    public static CaseResult Skip(string name, string reason) => new(name, reason, null, [], [], []);

    public static CaseResult Odd(string name, string refusal) => new(name, null, refusal, [], [], []);

    public static CaseResult Failed(string name, string failure) => new(name, null, null, [], [], [failure]);
}
