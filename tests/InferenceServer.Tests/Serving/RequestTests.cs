using System.Net;
using System.Text.Json.Nodes;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>The forms a request may have.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        var twoOutputs = new OnnxModel()
            .Input("x", OnnxModel.FP32, -1, 2).Input("bias", OnnxModel.FP32, 2)
            .FloatInitializer("bias", 10, 20)
            .Output("sum", OnnxModel.FP32, -1, 2).Output("negative", OnnxModel.FP32, -1, 2)
            .Node("Add", ["x", "bias"], ["sum"]).Node("Neg", ["x"], ["negative"]).Build();
        var sequence = new OnnxModel()
            .Input("x", OnnxModel.FP32, -1).Output("y", OnnxModel.FP32, -1).SequenceOutput("parts", OnnxModel.FP32)
            .Node("Identity", ["x"], ["y"]).Node("SequenceConstruct", ["x"], ["parts"]).Build();
        _server = await RunningServer.StartAsync(
            ("two", _folder.Write("two.onnx", twoOutputs)),
            ("add", _folder.Write("add.onnx", OnnxModel.Add(-1, 2))),
            ("scalar", _folder.Write("scalar.onnx", OnnxModel.Identity("FP32"))),
            ("sequence", _folder.Write("sequence.onnx", sequence)),
            ("names", _folder.Write("names/3/model.onnx", OnnxModel.Identity("BYTES", -1)).Replace("/3/model.onnx", "", StringComparison.Ordinal)));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Answers_all_outputs_and_gives_the_id_back()
    {
        var answer = await Infer("two", """{"id":"r-1","inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""");

        answer.ToJsonString().Should().Be("""{"model_name":"two","model_version":"1","id":"r-1","outputs":[{"name":"sum","datatype":"FP32","shape":[1,2],"data":[11,22]},{"name":"negative","datatype":"FP32","shape":[1,2],"data":[-1,-2]}]}""");
    }

    [Fact]
    public async Task Answers_only_the_outputs_asked_for_in_their_order()
    {
        var answer = await Infer("two", """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"outputs":[{"name":"negative"},{"name":"sum"}]}""");
        answer["outputs"]!.AsArray().Select(output => (string)output!["name"]!).Should().Equal("negative", "sum");

        answer = await Infer("two", """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"outputs":[{"name":"negative"}]}""");
        answer["outputs"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task Takes_an_optional_input_when_it_is_given()
    {
        var answer = await Infer("two", """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"bias","shape":[2],"datatype":"FP32","data":[100,200]}],"outputs":[{"name":"sum"}]}""");

        answer["outputs"]![0]!["data"]!.ToJsonString().Should().Be("[101,202]");
    }

    [Fact]
    public async Task Reads_nested_data_and_any_order_of_properties()
    {
        var answer = await Infer("add", """{"inputs":[{"data":[[1,2],[3,4]],"datatype":"FP32","shape":[2,2],"name":"a"},{"name":"b","data":[[10,20],[30,40]],"shape":[2,2],"datatype":"FP32"}]}""");

        answer["outputs"]![0]!["data"]!.ToJsonString().Should().Be("[11,22,33,44]");
    }

    [Fact]
    public async Task Ignores_parameters_and_properties_it_does_not_know()
    {
        var answer = await Infer("add", """{"parameters":{"sequence_id":7,"deep":{"a":[1,{}]}},"future":[{}],"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","parameters":{"k":"v"},"data":[1,2]},{"name":"b","shape":[1,2],"datatype":"FP32","data":[1,2],"x":{}}],"outputs":[{"name":"sum","parameters":{"k":1}}]}""");

        answer["outputs"]![0]!["data"]!.ToJsonString().Should().Be("[2,4]");
    }

    [Fact]
    public async Task Takes_null_for_absent()
    {
        var answer = await Infer("two", """{"id":null,"parameters":null,"outputs":null,"future":null,"inputs":[{"parameters":null,"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2],"last":null}]}""");
        answer.Should().NotContainKey("id");
        answer["outputs"]!.AsArray().Should().HaveCount(2);

        answer = await Infer("two", """{"parameters":{"binary_data_output":null},"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":null},"data":[1,2]}],"outputs":[{"name":"sum","parameters":null}]}""");
        answer["outputs"]![0]!["data"]!.ToJsonString().Should().Be("[11,22]");
        (await _server.Http.InferErrorAsync("two", """{"inputs":null}""")).Should().Contain("input 'x' is missing");
    }

    [Fact]
    public async Task Takes_scalars_and_empty_tensors()
    {
        (await Infer("scalar", """{"inputs":[{"name":"x","shape":[],"datatype":"FP32","data":[7]}]}"""))["outputs"]!.ToJsonString().Should().Contain("\"shape\":[],\"data\":[7]");
        (await Infer("add", """{"inputs":[{"name":"a","shape":[0,2],"datatype":"FP32","data":[]},{"name":"b","shape":[0,2],"datatype":"FP32","data":[]}]}"""))["outputs"]!.ToJsonString().Should().Contain("\"shape\":[0,2],\"data\":[]");
    }

    [Fact]
    public async Task Mixes_json_and_raw_tensors_in_and_out()
    {
        var json = """{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"b","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}],"outputs":[{"name":"sum","parameters":{"binary_data":true}}]}"""u8.ToArray();
        using var content = new ByteArrayContent([.. json, .. BitConverter.GetBytes(10f), .. BitConverter.GetBytes(20f)]);
        content.Headers.Add("Inference-Header-Content-Length", $"{json.Length}");

        using var response = await _server.Http.PostAsync("v2/models/add/infer", content);

        var outputs = OipClient.ReadBinary(response, await response.Content.ReadAsByteArrayAsync());
        outputs.Should().ContainSingle().Which.AsFloats().Should().Equal(11, 22);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
    }

    [Fact]
    public async Task Reads_raw_tensors_at_any_alignment()
    {
        // An odd number of string bytes before a float tensor puts the floats on an odd address.
        for (var padding = 0; padding < 8; padding++)
        {
            var model = new OnnxModel().Input("text", OnnxModel.BYTES, -1).Input("x", OnnxModel.FP32, -1).Output("t", OnnxModel.BYTES, -1).Output("y", OnnxModel.FP32, -1)
                .Node("Identity", ["text"], ["t"]).Node("Identity", ["x"], ["y"]).Build();
            await using var server = await RunningServer.StartAsync(("odd", _folder.Write("odd.onnx", model)));
            byte[] text = [.. BitConverter.GetBytes(padding), .. new byte[padding]];

            var outputs = await server.Http.InferBinaryAsync("odd", new TensorData("text", "BYTES", [1], text), TensorData.Floats("x", [3], 1, 2, 3));

            outputs[0].Bytes.Should().Equal(text);
            outputs[1].AsFloats().Should().Equal(1, 2, 3);
        }
    }

    [Fact]
    public async Task Takes_a_body_of_one_raw_tensor_without_json()
    {
        await using var server = await RunningServer.StartAsync(("neg", _folder.Write("neg.onnx", new OnnxModel().Input("x", OnnxModel.FP32, -1, 2).Output("y", OnnxModel.FP32, -1, 2).Node("Neg", ["x"], ["y"]).Build())));
        using var content = new ByteArrayContent([.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f)]);
        content.Headers.Add("Inference-Header-Content-Length", "0");

        using var response = await server.Http.PostAsync("v2/models/neg/infer", content);

        var output = OipClient.ReadBinary(response, await response.Content.ReadAsByteArrayAsync()).Single();
        output.Shape.Should().Equal(2, 2);
        output.AsFloats().Should().Equal(-1, -2, -3, -4);
    }

    [Fact]
    public async Task Takes_a_body_of_unknown_length()
    {
        var json = """{"inputs":[{"name":"a","shape":[20000,2],"datatype":"FP32","data":[""" + string.Join(',', Enumerable.Repeat("1", 40000)) + """]},{"name":"b","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/models/add/infer") { Content = new StringContent(json) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await _server.Http.SendAsync(request);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        answer["outputs"]![0]!["data"]!.AsArray().Should().HaveCount(40000);
    }

    [Fact]
    public async Task Answers_a_version_by_its_name()
    {
        (await Infer("names/versions/3", """{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["a"]}]}"""))["model_version"]!.ToString().Should().Be("3");
        (await _server.Http.InferErrorAsync("names/versions/2", "{}", HttpStatusCode.NotFound)).Should().Be("there is no version '2' of a model 'names'");
    }

    [Fact]
    public async Task Leaves_out_outputs_that_are_no_tensors_and_refuses_to_be_asked_for_them()
    {
        (await Infer("sequence", """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}"""))["outputs"]!.AsArray().Should().ContainSingle();
        (await _server.Http.InferErrorAsync("sequence", """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"parts"}]}"""))
            .Should().Contain("'parts' is a sequence");
    }

    private async Task<JsonObject> Infer(string model, string json)
    {
        var (status, body) = await _server.Http.InferJsonAsync(model, json);
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        return body;
    }
}
