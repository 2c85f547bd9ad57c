using InferenceOperator.Api;
using InferenceOperator.Demo.Ocr;

namespace InferenceOperator.Demo.Steps;

/// <summary>The served model answers as ONNX Runtime does directly; a second model shows the time to Ready with GPUs free.</summary>
internal sealed class RightAnswers : IDemoStep
{
    public string Title => "Real requests get right answers";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        using var direct = new DirectInference(demo.Cluster.Assets.Recognition);
        var expected = direct.Run(demo.Input);
        using var client = await demo.Cluster.ConnectAsync(Names.Model, direct.InputName, cancellationToken);
        var decoder = new TextDecoder(demo.Cluster.Assets.Keys);
        for (var i = 0; i < 5; i++)
        {
            var answer = await client.InferAsync(demo.Input, cancellationToken);
            var difference = TensorMath.GreatestDifference(answer.Values, expected.Values);
            if (!answer.Shape.SequenceEqual(expected.Shape) || difference > 1e-4)
                throw new DemoFailedException($"the answer differs from ONNX Runtime's own by {difference:G3} (shape {string.Join('×', answer.Shape)})");
            if (i == 0) demo.Console.Say($"the picture says “{decoder.Decode(answer.Values, (int)answer.Shape[^1])}”; greatest difference from ONNX Runtime run directly: {difference:G2}");
        }

        await MeasureFreeGpuAsync(demo, cancellationToken);
    }

    private static async Task MeasureFreeGpuAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var start = demo.Time.GetTimestamp();
        await demo.ApplyAsync("second-model.yaml", cancellationToken);
        await demo.ModelAsync(Names.SecondModel, "the second model Ready", model => model.Status?.Conditions.IsTrue(ConditionTypes.Ready) == true, cancellationToken);
        var seconds = demo.Time.GetElapsedTime(start).TotalSeconds;
        demo.Measurements.Add("apply -> Ready with GPUs free", seconds, "s");
        demo.Console.Say($"a second model with a GPU free: Ready {seconds:F1} s after the apply");
        await demo.Cluster.KubectlAsync(["delete", "--namespace", DemoContext.Namespace, "modeldeployment", Names.SecondModel, "--wait=false"], cancellationToken);
    }
}
