using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

/// <summary>Objects that the tests start from.</summary>
internal static class Given
{
    public static ModelDeployment Model(Action<ModelDeploymentSpec>? change = null)
    {
        var model = new ModelDeployment
        {
            Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", Uid = "uid-1", Generation = 1 },
            Spec = new ModelDeploymentSpec
            {
                Model = new ModelSource { Uri = "https://models.example/ocr/rec.onnx" },
                Scaling = new ScalingSpec { Latency = new LatencyObjective { Target = "80ms" } },
            },
        };
        change?.Invoke(model.Spec);
        return model;
    }

    public static InferenceRuntime Runtime(string name = "onnx", Action<InferenceRuntimeSpec>? change = null)
    {
        var runtime = new InferenceRuntime
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new InferenceRuntimeSpec
            {
                Formats = [new RuntimeFormat { Name = "onnx", Priority = 1 }],
                Image = "inference-server:1",
                Args = ["serve", "--model=$(MODEL_NAME)=$(MODEL_PATH)"],
                Metrics = new RuntimeMetrics { Preset = "onnx" },
            },
        };
        change?.Invoke(runtime.Spec);
        return runtime;
    }

    public static WorkloadInputs Inputs(Action<ModelDeploymentSpec>? model = null, Action<InferenceRuntimeSpec>? runtime = null) =>
        new(Model(model), Runtime(change: runtime), "pull:1") { Replicas = 2 };

    public static V1PodSpec PodSpec(WorkloadInputs inputs) => PodTemplateBuilder.Build(inputs).Spec;
}
