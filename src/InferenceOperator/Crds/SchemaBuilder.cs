using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Crds;

/// <summary>Turns the API's C# types into structural OpenAPI schemas.</summary>
/// <param name="documentation">Where the descriptions come from.</param>
public sealed class SchemaBuilder(XmlDocumentation documentation)
{
    /// <summary>The schema of a spec: with defaults, required fields and rules.</summary>
    /// <param name="type">A class of the API.</param>
    public Node Spec(Type type) => Class(type, withDefaults: true);

    /// <summary>The schema of a status: nothing is defaulted, since the operator alone writes it.</summary>
    /// <param name="type">A class of the API.</param>
    public Node Status(Type type) => Class(type, withDefaults: false);

    /// <summary>Rules as the CRD spells them; null where there are none.</summary>
    /// <param name="member">A class or property.</param>
    public static List<object>? Rules(MemberInfo member)
    {
        var rules = member.GetCustomAttributes<RuleAttribute>();
        if (member.GetCustomAttribute<DurationAttribute>() is { } duration)
            rules = rules.Append(new RuleAttribute(duration.Expression, duration.Message));
        var list = rules.Select(object (rule) => new Node().With("rule", rule.Expression).With("message", rule.Message).With("fieldPath", rule.FieldPath)).ToList();
        return list.Count == 0 ? null : list;
    }

    private Node Class(Type type, bool withDefaults)
    {
        var empty = Activator.CreateInstance(type)!;
        var properties = new Node();
        var required = new List<object>();
        foreach (var property in Properties(type))
        {
            var name = Name(property);
            var schema = Property(property, withDefaults);
            var isRequired = property.IsDefined(typeof(RequiredAttribute));
            if (isRequired)
                required.Add(name);
            else if (withDefaults && Default(property.GetValue(empty)) is { } value)
                schema.Add("default", value);
            properties.Add(name, schema);
        }

        return new Node().With("type", "object")
            .With("required", required.Count == 0 ? null : required)
            .With("properties", properties)
            .With("x-kubernetes-validations", Rules(type));
    }

    // Inherited properties come after the type's own; metadata order within a class is the order of declaration.
    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties().OrderBy(property => property.DeclaringType == type ? 0 : 1).ThenBy(property => property.MetadataToken);

    private Node Property(PropertyInfo property, bool withDefaults)
    {
        var schema = new Node().With("description", documentation.Summary(property));
        foreach (var (key, value) in Value(property.PropertyType, withDefaults))
            schema.Add(key, value);
        Bounds.Apply(property, schema);
        if (Rules(property) is { } rules)
            schema["x-kubernetes-validations"] = schema.TryGetValue("x-kubernetes-validations", out var own) ? [.. (List<object>)own, .. rules] : rules;
        return schema;
    }

    private Node Value(Type declared, bool withDefaults)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (EmbeddedSchemas.For(type) is { } embedded)
            return embedded;
        if (type == typeof(string))
            return new Node().With("type", "string");
        if (type == typeof(bool))
            return new Node().With("type", "boolean");
        if (type == typeof(int))
            return new Node().With("type", "integer").With("format", "int32");
        if (type == typeof(long))
            return new Node().With("type", "integer").With("format", "int64");
        if (type == typeof(double))
            return new Node().With("type", "number").With("format", "double");
        if (type == typeof(DateTime))
            return new Node().With("type", "string").With("format", "date-time");
        if (type == typeof(Dictionary<string, string>))
            return new Node().With("type", "object").With("additionalProperties", new Node().With("type", "string"));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
            return new Node().With("type", "array").With("items", Value(type.GetGenericArguments()[0], withDefaults));
        return Class(type, withDefaults);
    }

    private static object? Default(object? value) => value switch
    {
        null => null,
        string or int or long or bool => value,
        IEnumerable list => list.Cast<object>().ToList(),
        _ => Properties(value.GetType()).Aggregate(new Node(), (node, property) => node.With(Name(property), Default(property.GetValue(value)))),
    };

    private static string Name(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
