using InferenceServer.Optimisation.Onnx;

namespace InferenceServer.Optimisation.Quantisation;

/// <summary>A matrix product of something computed with constant weights.</summary>
/// <param name="Weights">The weights' constant: [rows, columns], or [columns, rows] when <paramref name="Transposed"/>.</param>
/// <param name="Transposed">Whether the product is with the transpose.</param>
/// <param name="Factor">A factor of the product.</param>
/// <param name="Bias">Name of a vector that is added; null for none.</param>
internal sealed record ReplaceableProduct(OnnxTensor Weights, bool Transposed, float Factor, string? Bias)
{
    // Of fewer, the whole-number product saves less than finding its input's range costs.
    private const int FewestWeights = 1024;

    /// <summary>Length of the sums.</summary>
    public int Rows => (int)Weights.Dimensions[Transposed ? 1 : 0];

    /// <summary>Output channels.</summary>
    public int Columns => (int)Weights.Dimensions[Transposed ? 0 : 1];

    /// <summary>What a MatMul or Gemm node computes, in a form that a product of whole numbers can take over; null for other nodes and forms.</summary>
    public static ReplaceableProduct? Of(OnnxNode node, Scope scope)
    {
        var isGemm = node.Is("Gemm");
        if (!isGemm && !node.Is("MatMul") || node.Inputs.Count < 2 || scope.Find(node.Inputs[0]) is not null)
            return null;
        if (scope.Find(node.Inputs[1]) is not { Type: OnnxFields.Float, IsExternal: false, Dimensions: [> 0, > 0] sizes } weights || sizes[0] * sizes[1] is < FewestWeights or > int.MaxValue)
            return null;
        return isGemm ? OfGemm(node, weights, scope) : new ReplaceableProduct(weights, Transposed: false, Factor: 1, Bias: null);
    }

    // Gemm: alpha · A · B + beta · C, either transposed on request.
    private static ReplaceableProduct? OfGemm(OnnxNode node, OnnxTensor weights, Scope scope)
    {
        if (node.Integer("transA", 0) != 0 || !float.IsFinite(node.Float("alpha", 1)))
            return null;
        var product = new ReplaceableProduct(weights, node.Integer("transB", 0) != 0, node.Float("alpha", 1), Bias: null);
        if (node.Inputs.Count < 3 || node.Inputs[2].Length == 0)
            return product;
        var fits = node.Float("beta", 1) == 1 && scope.Find(node.Inputs[2]) is { Type: OnnxFields.Float, Dimensions: [var length] } && length == product.Columns;
        return fits ? product with { Bias = node.Inputs[2] } : null;
    }
}
