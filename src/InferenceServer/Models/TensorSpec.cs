namespace InferenceServer.Models;

/// <summary>One input or output of a model, as its metadata states it.</summary>
/// <param name="Name">The tensor's name in the model.</param>
/// <param name="Datatype">Element type.</param>
/// <param name="Shape">Dimensions; -1 where the request chooses. Empty: a scalar, or a model that states no shape.</param>
/// <param name="Optional">An input that has a default in the model and may be left out.</param>
internal sealed record TensorSpec(string Name, TensorDatatype Datatype, IReadOnlyList<long> Shape, bool Optional = false)
{
    /// <summary>Whether a tensor of this shape may be given: same rank, fixed dimensions equal.</summary>
    public bool Accepts(ReadOnlySpan<long> shape)
    {
        // ONNX Runtime reports an unstated shape like a scalar's; it checks what it knows itself.
        if (Shape.Count == 0)
            return true;
        if (shape.Length != Shape.Count)
            return false;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (Shape[axis] >= 0 && Shape[axis] != shape[axis])
                return false;
        }

        return true;
    }

    /// <summary>The form used in messages and logs: <c>x FP32[-1,3,48,192]</c>.</summary>
    public override string ToString() => $"{Name} {Datatype.Name}[{string.Join(',', Shape)}]{(Optional ? "?" : "")}";
}
