using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

/// <summary>Objects that tests start from.</summary>
internal static class Samples
{
    /// <summary>A runtime that only this test knows.</summary>
    public static async Task<InferenceRuntime> RuntimeAsync(IKubernetes client, string name, Action<InferenceRuntimeSpec>? change = null)
    {
        var runtime = new InferenceRuntime
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new InferenceRuntimeSpec
            {
                Formats = [new RuntimeFormat { Name = name, Priority = 1 }],
                Image = "inference-server:test",
                Args = ["serve"],
                Metrics = new RuntimeMetrics { Preset = "onnx" },
            },
        };
        change?.Invoke(runtime.Spec);
        return await client.CreateAsync(runtime);
    }

    /// <summary>A model on the CPU, in mode Manual.</summary>
    public static ModelDeployment Model(string @namespace, string name, string runtime, Action<ModelDeploymentSpec>? change = null)
    {
        var model = new ModelDeployment
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace },
            Spec = new ModelDeploymentSpec
            {
                Model = new ModelSource { Uri = "image:///models/ocr/rec.onnx" },
                Runtime = runtime,
                Gpu = new GpuRequirements { Count = 0 },
                Scaling = new ScalingSpec { Mode = ScalingModes.Manual },
            },
        };
        change?.Invoke(model.Spec);
        return model;
    }

    public static V1Condition? Condition(this ModelDeployment model, string type) => model.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    public static bool Is(this ModelDeployment model, string type, string status, string? reason = null) =>
        model.Condition(type) is { } condition && condition.Status == status && (reason is null || condition.Reason == reason);
}
