namespace InferenceOperator.Demo.Ocr;

/// <summary>A float tensor.</summary>
internal sealed record Tensor(IReadOnlyList<long> Shape, float[] Values);
