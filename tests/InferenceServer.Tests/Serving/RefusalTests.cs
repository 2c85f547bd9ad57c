using System.Net;
using System.Text;
using CsCheck;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>Wrong requests are told what is wrong, in the protocol's form, and the server goes on.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string Good = """{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"b","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""";
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(
            options => options with { MaxRequestBytes = 1_000_000 },
            ("add", _folder.Write("add.onnx", OnnxModel.Add(-1, 2))),
            ("text", _folder.Write("text.onnx", OnnxModel.Identity("BYTES", -1))),
            ("wide", _folder.Write("wide.onnx", OnnxModel.Add(-1, -1, -1, -1))),
            ("free", _folder.Write("free.onnx", OnnxModel.Add(-1, -1))));
    }

    public async Task DisposeAsync()
    {
        (await _server.Http.InferJsonAsync("add", Good)).Status.Should().Be(HttpStatusCode.OK, "the server still answers");
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "the request must be an object and is an array")]
    [InlineData("null", "the request must be an object and is null")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("{}", "input 'a' is missing; model add is (a FP32[-1,2], b FP32[-1,2]) -> (sum FP32[-1,2])")]
    [InlineData("""{"id":5}""", "'id' must be a string and is a number")]
    [InlineData("""{"inputs":{}}""", "'inputs' must be an array")]
    [InlineData("""{"inputs":[1]}""", "an element of 'inputs' must be an object")]
    [InlineData("""{"inputs":[{}]}""", "an element of 'inputs' has no 'name'")]
    [InlineData("""{"inputs":[{"name":"zz","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""", "the model has no input 'zz'; it is (a FP32[-1,2], b FP32[-1,2])")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP64","data":[1,2]}]}""", "input 'a' has datatype FP64; expected a FP32[-1,2]")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"data":[1,2]}]}""", "input 'a' has datatype (none); expected a FP32[-1,2]")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","data":[1,2]}]}""", "input 'a' has no 'shape'; expected a FP32[-1,2]")]
    [InlineData("""{"inputs":[{"name":"a","shape":[2],"datatype":"FP32","data":[1,2]}]}""", "input 'a' has shape [2]; expected a FP32[-1,2]")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""", "input 'a' has shape [1,3]; expected a FP32[-1,2]")]
    [InlineData("""{"inputs":[{"name":"a","shape":[-1,2],"datatype":"FP32","data":[1,2]}]}""", "'shape' of an input must be an array of at most 64 whole numbers of 0 or more")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1]}]}""", "input 'a' has 1 elements in 'data'; its shape [1,2] has 2")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2,3]}]}""", "input 'a' has more elements in 'data' than the 2 of its shape [1,2]")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":7}]}""", "'data' of input 'a' must be an array and is a number")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32"}]}""", "input 'a' has neither 'data' nor the parameter 'binary_data_size'")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}]}""", "0 raw bytes are left")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":-8}}]}""", "'binary_data_size' of an input must be a whole number")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","parameters":{"shared_memory_region":"r"}}]}""", "'shared_memory_region', an extension this server does not have")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""", "input 'a' is given twice")]
    [InlineData("""{"outputs":[{"name":"nope"}]}""", "the model has no output 'nope'")]
    [InlineData("""{"outputs":[{"name":"sum"},{"name":"sum"}]}""", "output 'sum' is asked for twice")]
    [InlineData("""{"outputs":[{"name":"sum","parameters":{"classification":3}}]}""", "'classification', an extension this server does not have")]
    [InlineData("""{"parameters":{"binary_data_output":1}}""", "'binary_data_output' of the request must be true or false")]
    public async Task Says_what_is_wrong(string json, string message) =>
        (await _server.Http.InferErrorAsync("add", json)).Should().Contain(message);

    [Theory]
    [InlineData("9223372036854775807,2", "more than 2147483647 elements")]
    [InlineData("4611686018427387904,2", "more than 2147483647 elements")]
    [InlineData("1073741823,2", "and its 'data' has fewer")]
    public async Task Gives_no_memory_to_a_shape_that_the_data_does_not_bear_out(string shape, string message)
    {
        (await _server.Http.InferErrorAsync("add", $$"""{"inputs":[{"name":"a","shape":[{{shape}}],"datatype":"FP32","data":[1,2]}]}""")).Should().Contain(message);
        (await _server.Http.InferErrorAsync("add", """{"inputs":[{"name":"a","shape":[9223372036854775808,2],"datatype":"FP32","data":[1,2]}]}""")).Should().Contain("'shape' of an input");
        (await _server.Http.InferErrorAsync("text", """{"inputs":[{"name":"x","shape":[2000000000],"datatype":"BYTES","data":[""]}]}""")).Should().Contain("has fewer");
    }

    [Theory]
    [InlineData("9223372036854775807,3,0,0")]
    [InlineData("0,9223372036854775807,3,0")]
    [InlineData("3000000000,0,1,1")]
    public async Task Refuses_an_empty_tensor_whose_other_dimensions_cannot_be_multiplied(string shape)
    {
        (await _server.Http.InferErrorAsync("wide", $$"""{"inputs":[{"name":"a","shape":[{{shape}}],"datatype":"FP32","data":[]}]}""")).Should().Contain("more than 2147483647 elements");
        using var raw = await _server.Http.PostAsync("v2/models/wide/infer", OipClient.BinaryContent(new TensorData("a", "FP32", [.. shape.Split(',').Select(long.Parse)], [])));
        raw.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Refuses_shapes_that_only_the_model_can_judge_as_the_requests_fault()
    {
        var error = await _server.Http.InferErrorAsync("free", """{"inputs":[{"name":"a","shape":[2,3],"datatype":"FP32","data":[1,2,3,4,5,6]},{"name":"b","shape":[3,2],"datatype":"FP32","data":[1,2,3,4,5,6]}]}""");
        error.Should().StartWith("model 'free' failed on these inputs");
    }

    [Theory]
    [InlineData(3, 1, 7)]
    [InlineData(4, 1, 7)]
    [InlineData(2, 1, 7)]
    [InlineData(-1, 1, 7)]
    [InlineData(3, 2, 7)]
    [InlineData(3, 1, 8)]
    public async Task Refuses_string_bytes_that_do_not_add_up(int length, int elements, int total)
    {
        // Only the first row is right: one element of three bytes.
        var right = (length, elements, total) == (3, 1, 7);
        var bytes = BitConverter.GetBytes(length).Concat("abc"u8.ToArray()).Concat(new byte[total - 7]).ToArray();
        using var response = await _server.Http.PostAsync("v2/models/text/infer", OipClient.BinaryContent(new TensorData("x", "BYTES", [elements], bytes)));
        response.StatusCode.Should().Be(right ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        if (!right)
            (await response.Content.ReadAsStringAsync()).Should().Contain("raw bytes are not the elements of BYTES");
    }

    [Theory]
    [InlineData("-1", "must be the length of the JSON part")]
    [InlineData("x", "must be the length of the JSON part")]
    [InlineData("99999999999", "must be the length of the JSON part")]
    [InlineData("2147483647", "and the body has")]
    public async Task Refuses_a_json_length_that_cannot_be(string length, string message)
    {
        using var content = new StringContent(Good);
        content.Headers.TryAddWithoutValidation("Inference-Header-Content-Length", length);
        using var response = await _server.Http.PostAsync("v2/models/add/infer", content);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain(message);
    }

    [Fact]
    public async Task Refuses_raw_bytes_that_no_input_claims()
    {
        using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(Good), 1, 2, 3]);
        content.Headers.Add("Inference-Header-Content-Length", $"{Good.Length}");
        using var response = await _server.Http.PostAsync("v2/models/add/infer", content);
        (await response.Content.ReadAsStringAsync()).Should().Contain("3 raw bytes follow the JSON");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_a_body_beyond_the_limit(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/models/add/infer") { Content = new ByteArrayContent(new byte[1_000_001]) };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await _server.Http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).Should().Contain("error");
    }

    [Fact]
    public async Task Says_how_long_a_refusal_is()
    {
        using var response = await _server.Http.PostAsync("v2/models/add/infer", new StringContent("{"));
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Headers.TransferEncodingChunked.Should().NotBe(true, "its last chunk may be lost where the body broke HTTP's rules");
        response.Content.Headers.ContentLength.Should().BePositive();
    }

    [Fact]
    public async Task Refuses_a_compressed_body()
    {
        using var content = new StringContent(Good);
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _server.Http.PostAsync("v2/models/add/infer", content);
        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("v2/models/nope")]
    [InlineData("v2/models/nope/ready")]
    [InlineData("v2/models/add/versions/2")]
    [InlineData("v2/models/..%2f..%2fetc%2fpasswd")]
    [InlineData("v2/models/%2e%2e/ready")]
    [InlineData("v2/models/add%00/ready")]
    [InlineData("nothing/here")]
    public async Task Answers_names_that_do_not_exist_with_404(string path)
    {
        using var response = await _server.Http.GetAsync(path);
        response.StatusCode.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
        ((int)response.StatusCode).Should().BeLessThan(500);
    }

    [Fact]
    public async Task Survives_requests_cut_and_changed_at_random()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        var change = Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length], Gen.Int[0, bytes.Length + 8]);
        await change.Array[1, 4].SampleAsync(
            async changes =>
            {
                var body = (byte[])bytes.Clone();
                foreach (var (at, value, _, _) in changes)
                    body[at] = value;
                using var content = new ByteArrayContent(body, 0, changes[0].Item3);
                if (changes.Length > 2)
                    content.Headers.Add("Inference-Header-Content-Length", $"{changes[0].Item4}");
                using var response = await _server.Http.PostAsync("v2/models/add/infer", content);
                ((int)response.StatusCode).Should().BeOneOf(200, 400);
            },
            iter: 2000,
            threads: 2);
    }
}
