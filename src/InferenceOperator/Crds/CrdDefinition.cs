using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using InferenceOperator.Api;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Crds;

/// <summary>The CustomResourceDefinition of one kind.</summary>
/// <param name="Kind">The kind's name.</param>
/// <param name="FileName">Name of its file: <c>group_plural.yaml</c>.</param>
/// <param name="Document">The whole object.</param>
public sealed record CrdDefinition(string Kind, string FileName, Node Document)
{
    /// <summary>Annotation with a digest of the definition's spec: tells an operator whether a cluster's CRD is the one it was built with.</summary>
    public const string DigestAnnotation = ApiGroup.Name + "/crd-digest";

    /// <summary>The object's name.</summary>
    public string Name => (string)Document.Find("metadata")!["name"];

    /// <summary>The object as YAML.</summary>
    public string Yaml { get; } = CrdYaml.Write(Document);

    /// <summary>The schema of the kind's objects.</summary>
    public Node Schema => ((Node)((List<object>)Document.Find("spec")!["versions"])[0]).Find("schema", "openAPIV3Schema")!;

    /// <summary>The rules in CEL, with the field that each of them blames.</summary>
    public IEnumerable<CrdRule> Rules => CrdRule.Of(Schema);

    /// <summary>Generates the definition of a kind.</summary>
    /// <param name="type">Its class.</param>
    public static CrdDefinition For(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()!;
        var resource = type.GetCustomAttribute<ResourceAttribute>()!;
        var version = new Node()
            .With("name", entity.ApiVersion).With("served", true).With("storage", true)
            .With("additionalPrinterColumns", type.GetCustomAttributes<ColumnAttribute>().Select(Column).ToList())
            .With("schema", new Node().With("openAPIV3Schema", ObjectSchema(type, resource)))
            .With("subresources", Subresources(resource));
        var spec = new Node()
            .With("group", entity.Group)
            .With("names", Names(entity, resource))
            .With("scope", resource.ClusterScoped ? "Cluster" : "Namespaced")
            .With("versions", new List<object> { version });
        var document = new Node()
            .With("apiVersion", "apiextensions.k8s.io/v1").With("kind", "CustomResourceDefinition")
            .With("metadata", new Node()
                .With("name", $"{entity.PluralName}.{entity.Group}")
                .With("annotations", new Node().With(DigestAnnotation, Digest(spec))))
            .With("spec", spec);
        return new CrdDefinition(entity.Kind, $"{entity.Group}_{entity.PluralName}.yaml", document);
    }

    private static string Digest(Node spec) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CrdYaml.Write(spec))))[..16];

    private static Node Names(KubernetesEntityAttribute entity, ResourceAttribute resource) => new Node()
        .With("kind", entity.Kind).With("listKind", entity.Kind + "List")
        .With("plural", entity.PluralName).With("singular", entity.Kind.ToLowerInvariant())
        .With("shortNames", new List<object> { resource.ShortName })
        .With("categories", new List<object> { "inference" });

    private static object Column(ColumnAttribute column) => new Node()
        .With("name", column.Name).With("type", column.Type).With("jsonPath", column.Path)
        .With("description", column.Description.Length == 0 ? null : column.Description)
        .With("priority", column.Wide ? 1 : null);

    private static Node Subresources(ResourceAttribute resource) => new Node()
        .With("status", new Node())
        .With("scale", !resource.Scale ? null : new Node()
            .With("specReplicasPath", ".spec.replicas")
            .With("statusReplicasPath", ".status.replicas")
            .With("labelSelectorPath", ".status.selector"));

    private static Node ObjectSchema(Type type, ResourceAttribute resource)
    {
        var documentation = XmlDocumentation.Of(type.Assembly);
        var builder = new SchemaBuilder(documentation);
        var parts = type.BaseType!.GetGenericArguments();
        var name = new Node().With("type", "string").With("maxLength", resource.MaxNameLength);
        // Rules on the name are priced by these bounds; the API server takes both or neither.
        var metadata = new Node().With("type", "object").With("properties", new Node().With("name", name).With("generateName", new Node(name)));
        return new Node()
            .With("description", documentation.Summary(type)).With("type", "object").With("required", new List<object> { "spec" })
            .With("properties", new Node()
                .With("apiVersion", Text($"The API version of the object: {ApiGroup.GroupVersion}."))
                .With("kind", Text($"The kind of the object: {type.Name}."))
                .With("metadata", metadata)
                .With("spec", builder.Spec(parts[0]).Described(documentation.Summary(parts[0])))
                .With("status", builder.Status(parts[1]).Described(documentation.Summary(parts[1]))))
            .With("x-kubernetes-validations", SchemaBuilder.Rules(type));
    }

    private static Node Text(string description) => new Node().With("description", description).With("type", "string");
}
