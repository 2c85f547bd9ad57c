using InferenceOperator.Api.Schema;

namespace InferenceOperator.Tests.Validation;

/// <summary>One bad object for every rule of the API. The same table is put to the operator's own checks and to a real API server.</summary>
public static class BadObjects
{
    public static IReadOnlyList<BadObject> All { get; } =
    [
        new("ModelDeployment", "metadata.name", RuleMessages.ServiceName, "{}", "1-model"),
        new("ModelDeployment", "spec.model.uri", RuleMessages.UriScheme, "model: {uri: 'ftp://host/model.onnx'}"),
        new("ModelDeployment", "spec.model.uri", RuleMessages.PvcUri, "model: {uri: 'pvc://claim-alone'}"),
        new("ModelDeployment", "spec.model.uri", RuleMessages.S3Uri, "model: {uri: 's3://Bucket/model.onnx'}"),
        new("ModelDeployment", "spec.model.uri", RuleMessages.OciUri, "model: {uri: 'oci://registry.example/Team/model:1'}"),
        new("ModelDeployment", "spec.model.uri", RuleMessages.HfUri, "model: {uri: 'hf://model'}"),
        new("ModelDeployment", "spec.model.uri", RuleMessages.UriTraversal, "model: {uri: 'pvc://claim/../etc/passwd'}"),
        new("ModelDeployment", "spec.model.uri", RuleMessages.UriCredentials, "model: {uri: 'https://user:password@host/model.onnx'}"),
        new("ModelDeployment", "spec.model.sha256", RuleMessages.Sha256, "model: {uri: 'pvc://models/rec.onnx', sha256: 9f2c}"),
        new("ModelDeployment", "spec.resources", RuleMessages.GpusInResources, "resources: {limits: {nvidia.com/gpu: 1}}"),
        new("ModelDeployment", "spec.gpu", RuleMessages.GpuRequirementsWithoutGpu, "gpu: {count: 0, products: [NVIDIA-A10]}"),
        new("ModelDeployment", "spec.gpu", RuleMessages.FallbackWithoutGpu, "gpu: {count: 0, fallback: Cpu}"),
        new("ModelDeployment", "spec.gpu.mig", RuleMessages.MigProfile, "gpu: {mig: small}"),
        new("ModelDeployment", "spec.scaling", RuleMessages.ReplicaBounds, "scaling: {minReplicas: 5, maxReplicas: 3, latency: {target: 80ms}}"),
        new("ModelDeployment", "spec.scaling", RuleMessages.LatencyRequired, "scaling: {mode: Slo, minReplicas: 1, maxReplicas: 3}"),
        new("ModelDeployment", "spec.scaling.latency.target", RuleMessages.PositiveDuration, "scaling: {latency: {target: 0ms}}"),
        new("ModelDeployment", "spec.scaling.scaleDownDelay", RuleMessages.Duration, "scaling: {latency: {target: 80ms}, scaleDownDelay: soon}"),
        new("TrainingJob", "metadata.name", RuleMessages.ServiceName, "{}", "1-job"),
        new("TrainingJob", "spec", RuleMessages.WorkerBounds, "minWorkers: 3"),
        new("TrainingJob", "spec.template", RuleMessages.WorkerContainer, "template: {spec: {containers: []}}"),
        new("TrainingJob", "spec.template", RuleMessages.WorkerRestartPolicy, "template: {spec: {restartPolicy: Always, containers: [{name: worker, image: trainer}]}}"),
        new("TrainingJob", "spec.checkpoint.interval", RuleMessages.PositiveDuration, "checkpoint: {interval: 0s}"),
        new("TrainingJob", "spec.checkpoint.gracePeriod", RuleMessages.PositiveDuration, "checkpoint: {gracePeriod: 0s}"),
        new("TrainingJob", "spec.checkpoint.resumeCost", RuleMessages.Duration, "checkpoint: {resumeCost: '60'}"),
        new("TrainingJob", "spec.window", RuleMessages.PositiveDuration, "window: 0h"),
        new("InferenceRuntime", "metadata.name", RuleMessages.RuntimeName, "{}", new string('x', 64)),
        new("InferenceRuntime", "spec.formats", RuleMessages.RuntimeFormats, "formats: []"),
        new("InferenceRuntime", "spec.image", RuleMessages.RuntimeImage, "image: ''"),
        new("InferenceRuntime", "spec.metrics", RuleMessages.MetricsPresetOrQueries, "metrics: {preset: onnx, queries: {latency: up}}"),
        new("InferenceRuntime", "spec.metrics", RuleMessages.MetricsOfCustomProtocol, "protocol: Custom"),
        new("InferenceRuntime", "spec.ports", RuleMessages.UniquePorts, "ports: [{name: http, containerPort: 8080}, {name: grpc, containerPort: 8080}]"),
        new("InferenceRuntime", "spec.writablePaths", RuleMessages.AbsolutePaths, "writablePaths: [cache]"),
        new("InferenceRuntime", "spec.probes.startup", RuleMessages.ProbeHandler, "probes: {startup: {periodSeconds: 5}}"),
        new("InferenceRuntime", "spec.probes.readiness", RuleMessages.ProbeHandler, "probes: {readiness: {httpGet: {port: http}, tcpSocket: {port: http}}}"),
        new("InferenceRuntime", "spec.probes.liveness", RuleMessages.ProbeHandler, "probes: {liveness: {}}"),
        new("GpuPool", "spec.training.minRuntime", RuleMessages.Duration, "training: {minRuntime: -5m}"),
        new("GpuPool", "spec.reclaim.giveBackDelay", RuleMessages.Duration, "reclaim: {giveBackDelay: '10'}"),
        new("GpuPool", "spec.reclaim.order", RuleMessages.UniqueSteps, "reclaim: {order: [Shrink, Shrink]}"),
    ];
}
