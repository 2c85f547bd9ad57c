namespace InferenceServer.Conformance.Onnx;

/// <summary>What ONNX Runtime alone makes of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Failure">Why it cannot load it, or what it answers otherwise than the case says; null when it passes.</param>
/// <param name="Sets">The data.</param>
/// <param name="OddInput">Whether an input is of a kind that the protocol does not carry; else, where <paramref name="Odd"/> names any, outputs are.</param>
/// <param name="Odd">Inputs and outputs that are sequences, maps, optional, or of an element type without a name in the protocol.</param>
internal sealed record OpenedCase(OnnxCase Case, string? Failure, IReadOnlyList<DataSet> Sets, bool OddInput, IReadOnlyList<string> Odd);
