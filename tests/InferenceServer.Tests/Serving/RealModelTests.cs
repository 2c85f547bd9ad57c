using System.Text.Json.Nodes;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>The answers of real models, against ONNX Runtime run directly on the same tensors.</summary>
public sealed class RealModelTests
{
    public static TheoryData<string, long[]> Pictures => new()
    {
        { TestModels.Detection, [1, 3, 64, 96] },
        { TestModels.Recognition, [2, 3, 48, 160] },
        { TestModels.Orientation, [1, 3, 48, 192] },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Answers_pictures_in_binary_exactly_as_onnx_runtime_does(string model, long[] shape)
    {
        await using var server = await RunningServer.StartAsync(("ocr", model));
        var picture = TensorData.Wave("x", shape);

        var answer = await server.Http.InferBinaryAsync("ocr", picture);

        AssertSame(answer, TensorData.RunRaw(model, picture));
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Answers_pictures_in_json_exactly_as_onnx_runtime_does(string model, long[] shape)
    {
        await using var server = await RunningServer.StartAsync(("ocr", model));
        var picture = TensorData.Wave("x", shape);

        var answer = await server.Http.InferFloatsAsJsonAsync("ocr", picture);

        AssertSame(answer, TensorData.RunRaw(model, picture));
    }

    [Fact]
    public async Task Answers_a_stateful_voice_model_over_several_steps()
    {
        await using var server = await RunningServer.StartAsync(("vad", TestModels.VoiceActivity));
        var sound = TensorData.Wave("input", 1, 512);
        var rate = TensorData.Longs("sr", [], 16000);
        var state = TensorData.Floats("state", [2, 1, 128], new float[256]);
        for (var step = 0; step < 5; step++)
        {
            var expected = TensorData.RunRaw(TestModels.VoiceActivity, sound, state, rate);

            AssertSame(await server.Http.InferBinaryAsync("vad", sound, state, rate), expected);
            AssertSame(await server.Http.InferFloatsAsJsonAsync("vad", sound, state, rate), expected);

            state = state with { Bytes = expected[1].Bytes };
        }
    }

    [Fact]
    public async Task Warms_up_models_with_free_height_width_and_state_dimensions()
    {
        await using var server = await RunningServer.StartAsync(("det", TestModels.Detection), ("rec", TestModels.Recognition), ("vad", TestModels.VoiceActivity));

        foreach (var model in (string[])["det", "rec", "vad"])
        {
            var metadata = JsonNode.Parse(await server.Http.GetStringAsync($"v2/models/{model}"))!;
            ((bool)metadata["parameters"]!["warmed_up"]!).Should().BeTrue(model);
        }
    }

    [Fact]
    public async Task Gives_each_of_many_simultaneous_requests_its_own_answer()
    {
        await using var server = await RunningServer.StartAsync(("cls", TestModels.Orientation));
        var pictures = Enumerable.Range(1, 24).Select(i => TensorData.Floats("x", [1, 3, 48, 16 * i], [.. Enumerable.Range(0, 3 * 48 * 16 * i).Select(j => MathF.Cos(j * 0.01f * i))])).ToList();

        var answers = await Task.WhenAll(pictures.Select(picture => server.Http.InferBinaryAsync("cls", picture)));

        for (var i = 0; i < pictures.Count; i++)
            AssertSame(answers[i], TensorData.RunRaw(TestModels.Orientation, pictures[i]));
    }

    private static void AssertSame(IReadOnlyList<TensorData> answer, IReadOnlyList<TensorData> expected)
    {
        answer.Should().HaveCount(expected.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            answer[i].Name.Should().Be(expected[i].Name);
            answer[i].Shape.Should().Equal(expected[i].Shape);
            AssertClose(answer[i].AsFloats(), expected[i].AsFloats());
        }
    }

    private static void AssertSame(JsonObject answer, IReadOnlyList<TensorData> expected)
    {
        var outputs = answer["outputs"]!.AsArray();
        outputs.Should().HaveCount(expected.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            ((string)outputs[i]!["name"]!).Should().Be(expected[i].Name);
            outputs[i]!["shape"]!.AsArray().Select(size => (long)size!).Should().Equal(expected[i].Shape);
            AssertClose([.. outputs[i]!["data"]!.AsArray().Select(value => (float)value!)], expected[i].AsFloats());
        }
    }

    // Sums split over a different number of threads may differ in the last bits.
    private static void AssertClose(float[] answer, float[] expected)
    {
        answer.Should().HaveSameCount(expected);
        for (var i = 0; i < expected.Length; i++)
        {
            if (MathF.Abs(answer[i] - expected[i]) > 1e-6f + 1e-4f * MathF.Abs(expected[i]))
                answer[i].Should().Be(expected[i], $"element {i}");
        }
    }
}
