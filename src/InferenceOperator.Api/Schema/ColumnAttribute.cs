namespace InferenceOperator.Api.Schema;

/// <summary>A column of <c>kubectl get</c>; the order of the attributes is the order of the columns.</summary>
/// <param name="name">The heading.</param>
/// <param name="path">Simple JSONPath of the one field it shows.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ColumnAttribute(string name, string path) : Attribute
{
    /// <summary>The heading.</summary>
    public string Name { get; } = name;

    /// <summary>Simple JSONPath of the one field it shows.</summary>
    public string Path { get; } = path;

    /// <summary>OpenAPI type: string, integer or date.</summary>
    public string Type { get; set; } = "string";

    /// <summary>True: shown by <c>-o wide</c> only.</summary>
    public bool Wide { get; set; }

    /// <summary>What the column says.</summary>
    public string Description { get; set; } = "";
}
