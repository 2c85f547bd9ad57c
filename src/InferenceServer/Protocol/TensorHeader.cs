using InferenceServer.Models;

namespace InferenceServer.Protocol;

/// <summary>What a request says about an input before its data.</summary>
internal struct TensorHeader
{
    /// <summary>The input's name.</summary>
    public string? Name { get; set; }

    /// <summary>The protocol's datatype name.</summary>
    public string? Datatype { get; set; }

    /// <summary>Dimensions, none negative.</summary>
    public long[]? Shape { get; set; }

    /// <summary>Whether the data can be read.</summary>
    public readonly bool IsComplete => Name is not null && Datatype is not null && Shape is not null;

    /// <summary>The model's input that this describes.</summary>
    /// <exception cref="ProtocolException">There is none, it was given already, or type or shape differ.</exception>
    public readonly TensorSpec Check(InferRequest request, ModelSignature signature)
    {
        if (Name is null)
            throw ProtocolException.Invalid("an element of 'inputs' has no 'name'");
        var index = signature.InputIndex(Name);
        if (index < 0)
            throw ProtocolException.Invalid($"the model has no input '{Name}'; it is {signature}");
        var spec = signature.Inputs[index];
        if (request.HasInput(Name))
            throw ProtocolException.Invalid($"input '{Name}' is given twice");
        if (Datatype != spec.Datatype.Name)
            throw ProtocolException.Invalid($"input '{Name}' has datatype {Datatype ?? "(none)"}; expected {spec}");
        if (Shape is null)
            throw ProtocolException.Invalid($"input '{Name}' has no 'shape'; expected {spec}");
        if (!spec.Accepts(Shape))
            throw ProtocolException.Invalid($"input '{Name}' has shape [{string.Join(',', Shape)}]; expected {spec}");
        return spec;
    }

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="ProtocolException">It does not fit 2^31 - 1.</exception>
    public static int Elements(TensorSpec spec, ReadOnlySpan<long> shape)
    {
        // A zero anywhere makes the tensor empty, but the others are multiplied elsewhere as well, and must not overflow there.
        long elements = 1;
        foreach (var size in shape)
        {
            if (size == 0)
                continue;
            if (size > int.MaxValue / elements)
                throw ProtocolException.Invalid($"input '{spec.Name}' has shape [{string.Join(',', shape.ToArray())}], more than {int.MaxValue} elements");
            elements *= size;
        }

        return shape.Contains(0) ? 0 : (int)elements;
    }
}
