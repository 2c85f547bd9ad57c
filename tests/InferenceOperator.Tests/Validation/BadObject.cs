using YamlDotNet.Serialization;

namespace InferenceOperator.Tests.Validation;

/// <summary>An object that breaks one rule of the API.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Path">The field that the rule blames.</param>
/// <param name="Message">What the rule says.</param>
/// <param name="Change">Fields of the spec in YAML, in place of a good object's.</param>
/// <param name="Name">The object's name.</param>
public sealed record BadObject(string Kind, string Path, string Message, string Change, string Name = "sample")
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    private static readonly Dictionary<string, string> GoodSpecs = new()
    {
        ["ModelDeployment"] = "{model: {uri: 'pvc://models/rec.onnx'}, scaling: {mode: Slo, latency: {target: 80ms}}}",
        ["TrainingJob"] = "{workers: 2, template: {spec: {containers: [{name: worker, image: trainer}]}}}",
        ["InferenceRuntime"] = "{formats: [{name: onnx}], image: server, metrics: {preset: onnx}}",
        ["GpuPool"] = "{}",
    };

    /// <summary>The kinds that have a good object to start from.</summary>
    public static IEnumerable<string> Kinds => GoodSpecs.Keys;

    /// <summary>A good object of a kind, as JSON-like maps.</summary>
    public static Dictionary<string, object> Good(string kind, string name = "sample") => Make(kind, name, "{}");

    /// <summary>The object, as JSON-like maps.</summary>
    public Dictionary<string, object> ToMap() => Make(Kind, Name, Change);

    public override string ToString() => $"{Kind} {Path}: {Message}";

    private static Dictionary<string, object> Make(string kind, string name, string change)
    {
        var spec = Yaml.Deserialize<Dictionary<string, object>>(GoodSpecs[kind]);
        foreach (var (key, value) in Yaml.Deserialize<Dictionary<string, object>>(change))
            spec[key] = value;
        return new Dictionary<string, object>
        {
            ["apiVersion"] = "inferenceoperator.io/v1alpha1",
            ["kind"] = kind,
            ["metadata"] = new Dictionary<string, object> { ["name"] = name },
            ["spec"] = spec,
        };
    }
}
