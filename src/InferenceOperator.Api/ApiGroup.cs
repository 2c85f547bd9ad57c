namespace InferenceOperator.Api;

/// <summary>The API group and version that every kind of this product belongs to.</summary>
public static class ApiGroup
{
    /// <summary>The group: <c>inferenceoperator.io</c>.</summary>
    public const string Name = "inferenceoperator.io";

    /// <summary>The version served and stored: <c>v1alpha1</c>.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Group and version as <c>apiVersion</c> spells them.</summary>
    public const string GroupVersion = Name + "/" + Version;
}
