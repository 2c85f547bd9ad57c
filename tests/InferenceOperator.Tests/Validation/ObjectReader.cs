using System.Text.Json;
using InferenceOperator.Api;
using InferenceOperator.Validation;
using k8s;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace InferenceOperator.Tests.Validation;

/// <summary>Reads objects as the client does and puts them to the validator of their kind.</summary>
internal static class ObjectReader
{
    public static IReadOnlyList<SpecViolation> Validate(Dictionary<string, object> map) => Validate((string)map["kind"], JsonSerializer.Serialize(map));

    public static IReadOnlyList<SpecViolation> Validate(YamlNode document)
    {
        var yaml = new SerializerBuilder().Build().Serialize(document);
        var map = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<Dictionary<string, object>>(yaml);
        return Validate(map);
    }

    private static IReadOnlyList<SpecViolation> Validate(string objectKind, string json)
    {
        return objectKind switch
        {
            ModelDeployment.KindName => ModelDeploymentValidator.Validate(KubernetesJson.Deserialize<ModelDeployment>(json)),
            TrainingJob.KindName => TrainingJobValidator.Validate(KubernetesJson.Deserialize<TrainingJob>(json)),
            InferenceRuntime.KindName => InferenceRuntimeValidator.Validate(KubernetesJson.Deserialize<InferenceRuntime>(json)),
            var kind when kind == GpuPool.KindName => GpuPoolValidator.Validate(KubernetesJson.Deserialize<GpuPool>(json)),
            var kind => throw new ArgumentException($"no validator for {kind}"),
        };
    }
}
