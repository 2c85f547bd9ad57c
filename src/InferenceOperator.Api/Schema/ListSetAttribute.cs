namespace InferenceOperator.Api.Schema;

/// <summary>The list's items are unique and have no order: <c>x-kubernetes-list-type: set</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListSetAttribute : Attribute;
