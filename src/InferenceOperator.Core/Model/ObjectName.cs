namespace InferenceOperator.Core.Model;

/// <summary>A namespaced object by name.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ObjectName(string Namespace, string Name)
{
    /// <summary>By namespace, then by name.</summary>
    public static IComparer<ObjectName> Order { get; } = Comparer<ObjectName>.Create((one, other) =>
        string.CompareOrdinal(one.Namespace, other.Namespace) is var order and not 0 ? order : string.CompareOrdinal(one.Name, other.Name));

    /// <summary><c>namespace/name</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Namespace}/{Name}";
}
