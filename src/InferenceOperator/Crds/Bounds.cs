using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Crds;

/// <summary>Writes the bounds that a property's attributes declare into its schema.</summary>
internal static class Bounds
{
    /// <summary>Adds bounds, enums, patterns and list types.</summary>
    /// <param name="property">A property of the API.</param>
    /// <param name="schema">Its schema so far.</param>
    public static void Apply(PropertyInfo property, Node schema)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema.Add("minimum", Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture));
            if (range.Maximum is not int.MaxValue)
                schema.Add("maximum", Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture));
        }

        if (property.GetCustomAttribute<StringLengthAttribute>() is { } length)
            schema.With("minLength", length.MinimumLength > 0 ? length.MinimumLength : null).Add("maxLength", length.MaximumLength);
        if (property.IsDefined(typeof(DurationAttribute)))
            schema.With("maxLength", DurationAttribute.MaxLength).Add("pattern", DurationAttribute.Pattern);
        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
            schema.Add("pattern", pattern.Pattern);
        if (property.GetCustomAttribute<MaxLengthAttribute>() is { } count)
            schema.Add(schema.ContainsKey("items") ? "maxItems" : "maxProperties", count.Length);
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            Item(schema).Add("enum", allowed.Values.ToList());
        if (property.GetCustomAttribute<ItemLengthAttribute>() is { } item)
            Item(schema).With("minLength", item.Minimum > 0 ? item.Minimum : null).Add("maxLength", item.Maximum);
        ApplyListType(property, schema);
    }

    private static Node Item(Node schema) => schema.Find("items") ?? schema;

    private static void ApplyListType(PropertyInfo property, Node schema)
    {
        if (property.GetCustomAttribute<ListMapAttribute>() is { } map)
            schema.With("x-kubernetes-list-type", "map").Add("x-kubernetes-list-map-keys", new List<object> { map.Key });
        else if (property.IsDefined(typeof(ListSetAttribute)))
            schema.Add("x-kubernetes-list-type", "set");
        else if (schema.ContainsKey("items"))
            schema.Add("x-kubernetes-list-type", "atomic");
    }
}
