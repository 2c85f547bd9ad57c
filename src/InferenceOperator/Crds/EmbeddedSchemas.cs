using k8s.Models;

namespace InferenceOperator.Crds;

/// <summary>Schemas of the Kubernetes types that the API embeds: what the operator passes on, with bounds that keep rules cheap.</summary>
public static class EmbeddedSchemas
{
    private const string QuantityPattern = @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    private static readonly Dictionary<Type, Func<Node>> Schemas = new()
    {
        [typeof(ResourceQuantity)] = Quantity,
        [typeof(V1ResourceRequirements)] = Resources,
        [typeof(V1LocalObjectReference)] = () => Object([("name", Text("Name of the object, in the same namespace.", 253))], "name"),
        [typeof(V1Toleration)] = Toleration,
        [typeof(V1EnvVar)] = EnvironmentVariable,
        [typeof(V1Probe)] = Probe,
        [typeof(V1Condition)] = Condition,
        [typeof(V1PodTemplateSpec)] = PodTemplate,
    };

    /// <summary>The schema of an embedded type, without a description; null for a type of our own.</summary>
    /// <param name="type">The property's type.</param>
    public static Node? For(Type type) => Schemas.GetValueOrDefault(type)?.Invoke();

    private static Node Quantity() => new Node()
        .With("anyOf", new List<object> { new Node().With("type", "integer"), new Node().With("type", "string") })
        .With("x-kubernetes-int-or-string", true)
        .With("pattern", QuantityPattern);

    private static Node Resources() => Object(
    [
        ("requests", Quantities("What the scheduler sets aside for a replica, such as cpu and memory.")),
        ("limits", Quantities("What a replica may use at most.")),
    ]);

    private static Node Quantities(string description) => new Node()
        .With("description", description).With("type", "object").With("maxProperties", 16).With("additionalProperties", Quantity());

    private static Node Toleration() => Object(
    [
        ("key", Text("The taint's key; empty with operator Exists: every taint.", 316)),
        ("operator", Choice("How key and value are compared; Equal when left out.", "Exists", "Equal")),
        ("value", Text("The taint's value, for operator Equal.", 63)),
        ("effect", Choice("The taint's effect; left out: every effect.", "NoSchedule", "PreferNoSchedule", "NoExecute")),
        ("tolerationSeconds", Integer("Seconds that a NoExecute taint is tolerated; left out: for ever.")),
    ]);

    private static Node EnvironmentVariable() => Object(
    [
        ("name", Text("Name of the variable.", 253)),
        ("value", Text("Its value; $(NAME) of other variables is filled in.", 32768)),
        ("valueFrom", Object(
        [
            ("configMapKeyRef", KeyReference("A key of a ConfigMap.")),
            ("secretKeyRef", KeyReference("A key of a Secret.")),
            ("fieldRef", Object(
            [
                ("apiVersion", Text("Version of the pod's schema; v1 when left out.", 63)),
                ("fieldPath", Text("Path of the pod's field, such as status.podIP.", 316)),
            ], "fieldPath").Described("A field of the pod.")),
            ("resourceFieldRef", Object(
            [
                ("containerName", Text("The container; this one when left out.", 63)),
                ("resource", Text("Such as limits.memory.", 316)),
                ("divisor", Quantity().Described("The unit of the value.")),
            ], "resource").Described("A resource of the container.")),
        ]).Described("Where the value comes from, in place of value.")),
    ], "name");

    private static Node KeyReference(string description) => Object(
    [
        ("name", Text("Name of the object, in the same namespace.", 253)),
        ("key", Text("The key.", 253)),
        ("optional", new Node().With("description", "True: the pod starts without it.").With("type", "boolean")),
    ], "key").Described(description);

    private static Node Probe() => ProbeSchema.Create();

    private static Node Condition() => Object(
    [
        ("type", Text("What the condition speaks of.", 316)),
        ("status", Choice("Whether it holds.", "True", "False", "Unknown")),
        ("reason", Text("Why, in one word.", 1024)),
        ("message", Text("Why, in a sentence with numbers.", 32768)),
        ("observedGeneration", Integer("The generation of the spec that the condition speaks of.")),
        ("lastTransitionTime", new Node().With("description", "When the status last changed.").With("type", "string").With("format", "date-time")),
    ], "type", "status", "reason", "message", "lastTransitionTime");

    private static Node PodTemplate()
    {
        var container = Object([("name", Text("Name of the container.", 63)), ("image", Text("Its image.", 1024))], "name").With("x-kubernetes-preserve-unknown-fields", true);
        var containers = new Node().With("description", "The containers, as in a Pod; GPUs are asked for in their resource limits.")
            .With("type", "array").With("maxItems", 32).With("items", container)
            .With("x-kubernetes-list-type", "map").With("x-kubernetes-list-map-keys", new List<object> { "name" });
        var spec = Object([("containers", containers), ("restartPolicy", Text("Never, or left out.", 32))], "containers")
            .Described("The pod, as in a Pod.").With("x-kubernetes-preserve-unknown-fields", true);
        var metadata = Object(
        [
            ("labels", TextMap("Labels of the pods.")),
            ("annotations", TextMap("Annotations of the pods.")),
        ]).Described("Labels and annotations of the pods.");
        return Object([("metadata", metadata), ("spec", spec)], "spec");
    }

    internal static Node Object(IEnumerable<(string Name, Node Schema)> properties, params string[] required)
    {
        var map = new Node();
        foreach (var (name, schema) in properties)
            map.Add(name, schema);
        return new Node().With("type", "object")
            .With("required", required.Length == 0 ? null : required.ToList<object>())
            .With("properties", map);
    }

    internal static Node Text(string description, int maxLength) =>
        new Node().With("description", description).With("type", "string").With("maxLength", maxLength);

    internal static Node TextMap(string description) => new Node().With("description", description).With("type", "object")
        .With("maxProperties", 64).With("additionalProperties", new Node().With("type", "string"));

    internal static Node Integer(string description) =>
        new Node().With("description", description).With("type", "integer").With("format", "int64");

    internal static Node Choice(string description, params string[] values) =>
        new Node().With("description", description).With("type", "string").With("enum", values.ToList<object>());
}
