using System.Reflection;
using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Where a kind lives in the API.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version in the group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">The plural name in paths.</param>
public sealed record ResourceType(string Group, string Version, string Kind, string Plural)
{
    /// <summary>Group and version as <c>apiVersion</c> spells them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The type of a class with a <see cref="KubernetesEntityAttribute"/>.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <returns>Its type.</returns>
    /// <exception cref="InvalidOperationException">The class has no such attribute.</exception>
    public static ResourceType Of<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => Cache<T>.Type;

    /// <summary>The type of a class; null for one that stands for many kinds, such as <see cref="DynamicObject"/>.</summary>
    /// <typeparam name="T">The class.</typeparam>
    internal static ResourceType? Find<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => typeof(T) == typeof(DynamicObject) ? null : Of<T>();

    /// <summary>Path below the server's address.</summary>
    /// <param name="namespaceName">Null: cluster-scoped, or all namespaces.</param>
    /// <param name="name">Null: the collection.</param>
    /// <param name="subresource">Null: the object itself.</param>
    /// <returns>A relative path; its parts are escaped.</returns>
    internal string Path(string? namespaceName, string? name = null, string? subresource = null)
    {
        var root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        var scope = namespaceName is null ? "" : $"/namespaces/{Uri.EscapeDataString(namespaceName)}";
        var leaf = name is null ? "" : $"/{Uri.EscapeDataString(name)}";
        var sub = subresource is null ? "" : $"/{Uri.EscapeDataString(subresource)}";
        return $"{root}{scope}/{Plural}{leaf}{sub}";
    }

    private static class Cache<T>
    {
        public static readonly ResourceType Type =
            typeof(T).GetCustomAttribute<KubernetesEntityAttribute>() is { } attribute
                ? new ResourceType(attribute.Group ?? "", attribute.ApiVersion, attribute.Kind, attribute.PluralName)
                : throw new InvalidOperationException($"{typeof(T)} has no [KubernetesEntity] attribute");
    }
}
