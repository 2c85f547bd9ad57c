namespace InferenceOperator.Api.Schema;

/// <summary>What the rules of the API say, in the CRDs and in the operator's own checks alike: always what to write instead.</summary>
public static class RuleMessages
{
    /// <summary>A duration that must be more than nothing.</summary>
    public const string PositiveDuration = "write a duration above zero such as 80ms, 30s or 1h30m";

    /// <summary>A duration that may be zero.</summary>
    public const string Duration = "write a duration such as 0s, 30s or 1h30m";

    /// <summary>A name that becomes the name of a Service.</summary>
    public const string ServiceName = "the name becomes a Service's name: use lower-case letters, digits and dashes, starting with a letter";

    /// <summary>A model's address with an unknown scheme.</summary>
    public const string UriScheme = "write the model's address as pvc://claim/path, https://host/path, s3://bucket/key, oci://registry/repository:tag, hf://owner/repository/file or image:///path";

    /// <summary>A pvc:// address without its parts.</summary>
    public const string PvcUri = "a pvc:// address needs a claim and a path: write pvc://claim/path/to/model.onnx";

    /// <summary>An s3:// address without its parts.</summary>
    public const string S3Uri = "an s3:// address needs a bucket (3 to 63 lower-case letters, digits, dots, dashes) and a key, or a prefix with a slash at its end: write s3://bucket/path/model.onnx or s3://bucket/path/";

    /// <summary>An oci:// address without its parts.</summary>
    public const string OciUri = "an oci:// address needs a registry and a repository in lower case: write oci://registry.example.com/team/model:tag or ...@sha256:digest, and ?path=models/model.onnx for one file or folder of it";

    /// <summary>An hf:// address without its parts.</summary>
    public const string HfUri = "an hf:// address needs an owner and a repository: write hf://owner/repository, hf://owner/repository/path/model.onnx or hf://owner/repository@revision/path";

    /// <summary>A model's address that climbs.</summary>
    public const string UriTraversal = "write the address without '..' segments";

    /// <summary>Credentials in a model's address.</summary>
    public const string UriCredentials = "credentials do not belong in the address: put them into a Secret and name it in secretRef";

    /// <summary>A checksum that is none.</summary>
    public const string Sha256 = "write the 64 hexadecimal digits that sha256sum prints";

    /// <summary>GPUs in the wrong place.</summary>
    public const string GpusInResources = "GPUs are asked for in spec.gpu, not here: remove nvidia.com/... and write gpu.count or gpu.mig";

    /// <summary>GPU requirements without a GPU.</summary>
    public const string GpuRequirementsWithoutGpu = "count 0 runs on the CPU alone: remove products, minMemory and mig, or write a count of at least 1";

    /// <summary>A fallback without a GPU.</summary>
    public const string FallbackWithoutGpu = "fallback Cpu is for models that ask for GPUs: write a count of at least 1, or fallback: None";

    /// <summary>A MIG profile that is none.</summary>
    public const string MigProfile = "write a MIG profile such as 1g.10gb or 1g.10gb.me, as in the resource name nvidia.com/mig-1g.10gb";

    /// <summary>Replica bounds the wrong way round.</summary>
    public const string ReplicaBounds = "minReplicas is above maxReplicas: lower minReplicas or raise maxReplicas";

    /// <summary>Scaling without an objective.</summary>
    public const string LatencyRequired = "mode Slo needs an objective to scale on: write latency: {percentile: 95, target: 80ms}, or equal minReplicas and maxReplicas, or mode: Manual";

    /// <summary>More workers needed than there are.</summary>
    public const string WorkerBounds = "minWorkers is above workers: lower minWorkers or raise workers";

    /// <summary>A template without a container.</summary>
    public const string WorkerContainer = "write the worker's container in template.spec.containers";

    /// <summary>A template that is no pod template.</summary>
    public const string WorkerTemplate = "write what a pod has here, of its type: a text in quotes such as \"1\", a number without them, a list with [] or dashes";

    /// <summary>A restart policy that fights the gang's.</summary>
    public const string WorkerRestartPolicy = "workers are restarted as a gang: write restartPolicy: Never, or leave it out";

    /// <summary>A runtime's name that is no label's value.</summary>
    public const string RuntimeName = "the name becomes a label of the models' pods: write at most 63 characters";

    /// <summary>A runtime for nothing.</summary>
    public const string RuntimeFormats = "list at least one format, such as formats: [{name: onnx}]";

    /// <summary>A runtime without an image.</summary>
    public const string RuntimeImage = "write the server's image, such as registry.example.com/server:1.0";

    /// <summary>Two sources of metrics.</summary>
    public const string MetricsPresetOrQueries = "write metrics.preset or metrics.queries, not both";

    /// <summary>Presets are for known protocols.</summary>
    public const string MetricsOfCustomProtocol = "protocol Custom has no metrics preset: write metrics.queries, or neither when its models are scaled by hand";

    /// <summary>Two ports with one number.</summary>
    public const string UniquePorts = "every port needs a containerPort of its own";

    /// <summary>A relative folder.</summary>
    public const string AbsolutePaths = "write absolute paths such as /var/cache/models";

    /// <summary>A probe that probes nothing, or two things.</summary>
    public const string ProbeHandler = "write exactly one of httpGet, grpc, tcpSocket or exec";

    /// <summary>A step twice.</summary>
    public const string UniqueSteps = "name each step once, such as [Shrink, Checkpoint]";
}
