using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>Every datatype goes in and comes out unchanged, in JSON and raw.</summary>
public sealed class DatatypeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> JsonValues => new()
    {
        { "BOOL", "[true,false,true]" },
        { "UINT8", "[0,1,255]" },
        { "UINT16", "[0,1,65535]" },
        { "UINT32", "[0,1,4294967295]" },
        { "UINT64", "[0,1,18446744073709551615]" },
        { "INT8", "[-128,0,127]" },
        { "INT16", "[-32768,0,32767]" },
        { "INT32", "[-2147483648,0,2147483647]" },
        { "INT64", "[-9223372036854775808,0,9223372036854775807]" },
        { "FP16", "[-1.5,0.25,65504]" },
        { "BF16", "[-1.5,0.25,256]" },
        { "FP32", "[-1.5,0.1,3.4028235E+38]" },
        { "FP64", "[-1.5,0.1,1.7976931348623157E+308]" },
        { "BYTES", "[\"\",\"\\u00FC \\u0022\",\"abc\"]" },
    };

    public static TheoryData<string> Datatypes => [.. JsonValues.Select(row => (string)row[0])];

    [Theory]
    [MemberData(nameof(JsonValues))]
    public async Task Carries_json_values(string datatype, string values)
    {
        await using var server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity(datatype, -1))));

        var (status, body) = await server.Http.InferJsonAsync("m", $$"""{"inputs":[{"name":"x","shape":[3],"datatype":"{{datatype}}","data":{{values}}}]}""");

        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        var output = body["outputs"]![0]!;
        ((string)output["datatype"]!).Should().Be(datatype);
        JsonNode.DeepEquals(output["data"], JsonNode.Parse(values)).Should().BeTrue(output.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Carries_raw_bytes(string datatype)
    {
        await using var server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity(datatype, -1))));
        var size = datatype switch { "BOOL" or "UINT8" or "INT8" => 1, "UINT16" or "INT16" or "FP16" or "BF16" => 2, "FP64" or "INT64" or "UINT64" => 8, _ => 4 };
        byte[] bytes = datatype switch
        {
            "BYTES" => [.. Length("ab"), .. "ab"u8, .. Length(""), .. Length("\xFF\x00z"), 0xFF, 0, (byte)'z'],
            "BOOL" => [1, 0, 1],
            _ => [.. Enumerable.Range(0, 3 * size).Select(i => (byte)(i * 7 + 1))],
        };

        var outputs = await server.Http.InferBinaryAsync("m", new TensorData("x", datatype, [3], bytes));

        outputs.Should().ContainSingle();
        outputs[0].Bytes.Should().Equal(bytes);
        outputs[0].Datatype.Should().Be(datatype);
    }

    [Theory]
    [InlineData("INT8", "128")]
    [InlineData("UINT8", "-1")]
    [InlineData("UINT8", "1.5")]
    [InlineData("INT64", "9223372036854775808")]
    [InlineData("FP32", "1e39")]
    [InlineData("FP16", "65520")]
    [InlineData("BF16", "3.4e38")]
    [InlineData("FP64", "1e400")]
    [InlineData("FP32", "\"1\"")]
    [InlineData("FP32", "null")]
    [InlineData("FP32", "true")]
    [InlineData("FP32", "{}")]
    [InlineData("BOOL", "2")]
    [InlineData("BYTES", "1")]
    [InlineData("INT32", "\"NaN\"")]
    public async Task Refuses_a_value_that_the_datatype_cannot_hold(string datatype, string value)
    {
        await using var server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity(datatype, -1))));

        var error = await server.Http.InferErrorAsync("m", $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"{{datatype}}","data":[{{value}}]}]}""");

        error.Should().Be($"input 'x': element 0 of 'data' is not a {datatype}");
    }

    [Theory]
    [InlineData("FP16")]
    [InlineData("BF16")]
    [InlineData("FP32")]
    [InlineData("FP64")]
    public async Task Writes_nan_and_infinities_as_the_strings_it_also_reads(string datatype)
    {
        await using var server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity(datatype, -1))));

        var (status, body) = await server.Http.InferJsonAsync("m", $$"""{"inputs":[{"name":"x","shape":[3],"datatype":"{{datatype}}","data":["NaN","Infinity","-Infinity"]}]}""");

        status.Should().Be(HttpStatusCode.OK);
        body["outputs"]![0]!["data"]!.ToJsonString().Should().Be("""["NaN","Infinity","-Infinity"]""");
    }

    [Fact]
    public async Task Refuses_to_write_bytes_that_are_no_text_into_json()
    {
        await using var server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity("BYTES", -1))));
        using var content = new ByteArrayContent([.. """{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":5}}]}"""u8, .. Length("x"), 0xFF]);
        content.Headers.Add("Inference-Header-Content-Length", $"{content.Headers.ContentLength - 5}");

        using var response = await server.Http.PostAsync("v2/models/m/infer", content);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("not UTF-8").And.Contain("binary_data");
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Length(string text) => BitConverter.GetBytes(Encoding.Latin1.GetByteCount(text));
}
