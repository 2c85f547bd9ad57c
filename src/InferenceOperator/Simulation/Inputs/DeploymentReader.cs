using System.ComponentModel.DataAnnotations;
using System.Reflection;
using InferenceOperator.Api;
using InferenceOperator.Validation;
using k8s;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Simulation;

/// <summary>Reads a ModelDeployment from a file, as it would be applied.</summary>
internal static class DeploymentReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; other objects in it are passed over.</param>
    /// <returns>The object.</returns>
    /// <exception cref="InputException">There is none, or an API server would refuse it.</exception>
    public static ModelDeployment Read(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"--deployment \"{path}\": no such file; write the path of a ModelDeployment's YAML");
        return Parse(Path.GetFileName(path), File.ReadAllText(path));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="file">What to call the file.</param>
    /// <param name="text">The YAML.</param>
    /// <returns>The object.</returns>
    /// <exception cref="InputException">There is none, or an API server would refuse it.</exception>
    public static ModelDeployment Parse(string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var found = stream.Documents.Where(document => KindOf(document) == ModelDeployment.KindName).ToList();
            if (found.Count != 1)
                throw new InputException($"{file} has {found.Count} objects of kind {ModelDeployment.KindName}: write one");
            return Check(file, KubernetesYaml.Deserialize<ModelDeployment>(stream.Documents.Count == 1 ? text : Alone(found[0]), strict: true));
        }
        catch (YamlException exception)
        {
            throw new InputException($"{file}, line {exception.Start.Line}: {exception.InnerException?.Message ?? exception.Message}: write a ModelDeployment as it is applied");
        }
    }

    private static string? KindOf(YamlDocument document) =>
        document.RootNode is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("kind"), out var kind) ? kind.ToString() : null;

    private static string Alone(YamlDocument document)
    {
        using var text = new StringWriter();
        new YamlStream(document).Save(text, assignAnchors: false);
        return text.ToString();
    }

    private static ModelDeployment Check(string file, ModelDeployment model)
    {
        if (model.ApiVersion != ApiGroup.GroupVersion)
            throw new InputException($"{file}: apiVersion \"{Shown.Short(model.ApiVersion)}\": write {ApiGroup.GroupVersion}");
        var scaling = model.Spec.Scaling;
        // An API server holds these bounds; a file has not met one.
        CheckRange(file, "spec.scaling.minReplicas", typeof(ScalingSpec), nameof(ScalingSpec.MinReplicas), scaling.MinReplicas);
        CheckRange(file, "spec.scaling.maxReplicas", typeof(ScalingSpec), nameof(ScalingSpec.MaxReplicas), scaling.MaxReplicas);
        CheckRange(file, "spec.gpu.count", typeof(GpuRequirements), nameof(GpuRequirements.Count), model.Spec.Gpu.Count);
        if (scaling.Latency is { } latency)
            CheckRange(file, "spec.scaling.latency.percentile", typeof(LatencyObjective), nameof(LatencyObjective.Percentile), latency.Percentile);
        if (ModelDeploymentValidator.Validate(model) is { Count: > 0 } violations)
            throw new InputException($"{file}: {SpecViolation.Describe(violations)}");
        if (scaling.Mode != ScalingModes.Slo)
            throw new InputException($"{file}: spec.scaling.mode \"{Shown.Short(scaling.Mode)}\": nothing follows the load there; write {ScalingModes.Slo}");
        return model.Spec.Suspend ? throw new InputException($"{file}: spec.suspend \"true\": nothing would run; write false") : model;
    }

    private static void CheckRange(string file, string path, Type type, string property, int value)
    {
        if (type.GetProperty(property)!.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            throw new InputException($"{file}: {path} \"{value}\": write {range.Minimum} to {range.Maximum}");
    }
}
