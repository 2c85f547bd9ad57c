using static InferenceOperator.Crds.EmbeddedSchemas;

namespace InferenceOperator.Crds;

/// <summary>The schema of a container's probe.</summary>
internal static class ProbeSchema
{
    /// <summary>Makes it.</summary>
    public static Node Create() => Object(
    [
        ("httpGet", Object(
        [
            ("path", Text("Path of the request.", 2048)),
            ("port", Port()),
            ("scheme", Choice("HTTP when left out.", "HTTP", "HTTPS")),
            ("host", Text("Host to connect to; the pod's address when left out.", 253)),
            ("httpHeaders", Headers()),
        ], "port").Described("Succeeds on an answer from 200 to 399.")),
        ("grpc", Object(
        [
            ("port", Integer("The port's number.")),
            ("service", Text("The service that the health request names.", 253)),
        ], "port").Described("Succeeds when the gRPC health service says SERVING.")),
        ("tcpSocket", Object(
        [
            ("port", Port()),
            ("host", Text("Host to connect to; the pod's address when left out.", 253)),
        ], "port").Described("Succeeds when the port opens.")),
        ("exec", Object([("command", Command())]).Described("Succeeds when the command exits with 0.")),
        ("initialDelaySeconds", Integer("Seconds from the container's start to the first probe.")),
        ("periodSeconds", Integer("Seconds between probes; 10 when left out.")),
        ("timeoutSeconds", Integer("Seconds until a probe counts as failed; 1 when left out.")),
        ("successThreshold", Integer("Successes in a row that count as success; 1 when left out.")),
        ("failureThreshold", Integer("Failures in a row that count as failure; 3 when left out.")),
        ("terminationGracePeriodSeconds", Integer("Seconds to stop in after a failed probe; the pod's when left out.")),
    ]);

    private static Node Port() => new Node()
        .With("description", "The port's number or name.")
        .With("anyOf", new List<object> { new Node().With("type", "integer"), new Node().With("type", "string") })
        .With("x-kubernetes-int-or-string", true);

    private static Node Command() => new Node().With("description", "The command and its arguments.").With("type", "array")
        .With("maxItems", 64).With("items", new Node().With("type", "string").With("maxLength", 4096));

    private static Node Headers() => new Node().With("description", "Headers of the request.").With("type", "array")
        .With("maxItems", 16).With("items", Object([("name", Text("The header's name.", 253)), ("value", Text("Its value.", 4096))], "name", "value"));
}
