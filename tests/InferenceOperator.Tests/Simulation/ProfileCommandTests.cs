using System.CommandLine;
using InferenceOperator.Hosting;
using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class ProfileCommandTests(ModelServer server) : IClassFixture<ModelServer>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("profile-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_it_measures_of_our_server_is_a_profile_that_simulate_takes()
    {
        var file = Path.Combine(_folder.FullName, "add.yaml");

        var (code, output, error) = await RunAsync("--url", server.Url, "--model", "add", "--concurrency", "1,2", "--duration", "200ms", "--gpus", "2", "--startup", "15s", "--output", file);

        (code, output).Should().Be((0, $"wrote {file}{Environment.NewLine}"));
        error.Should().StartWith("concurrency 1: ").And.Contain(" requests/s");
        var profile = ProfileReader.Read(file);
        (profile.Service.Name, profile.Service.Gpus, profile.Startup).Should().Be(("add", 2, TimeSpan.FromSeconds(15)));
        profile.Service.Points[0].Concurrency.Should().Be(1);
        profile.Service.ServiceSeconds.Should().BePositive();
        var simulated = await CommandLine.Create().Parse(["simulate", "--trace", "generate:constant,rate=3", "--profile", file, "--target", "10s", "--rules", "operator"])
            .InvokeAsync(new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() });
        simulated.Should().Be(0);
    }

    [Fact]
    public async Task Shapes_and_ready_requests_are_honoured()
    {
        var input = Path.Combine(_folder.FullName, "request.json");
        await File.WriteAllTextAsync(input, """{"inputs":[{"name":"a","datatype":"FP32","shape":[1,64],"data":[1]},{"name":"b","datatype":"FP32","shape":[1,64],"data":[1]}]}""");

        (await RunAsync("--url", server.Url, "--model", "add", "--concurrency", "1", "--duration", "50ms", "--shape", "a=3,64", "--shape", "b=3,64")).Code.Should().Be(0);
        var (code, _, error) = await RunAsync("--url", server.Url, "--model", "add", "--concurrency", "1", "--duration", "50ms", "--input", input);

        code.Should().Be(2, "the server sees the request of the file, which has too few numbers");
        error.Should().StartWith("profile: the model refused the request (400: ").And.EndWith("write shapes with --shape NAME=1,3,224,224, or give a ready request with --input FILE" + Environment.NewLine);
    }

    [Fact]
    public async Task A_server_without_raw_tensors_gets_json()
    {
        await using var stub = await StubModelServer.StartAsync();

        var (code, output, _) = await RunAsync("--url", stub.Url, "--model", "m", "--concurrency", "1", "--duration", "20ms", "--shape", "x=2,2");

        code.Should().Be(0);
        output.Should().Contain("points:\n  - {concurrency: 1, latency: ");
        stub.Requests.Should().OnlyContain(body => body == """{"inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[0,0.14453125,0.2890625,0.43359375]}]}""");
    }

    [Theory]
    [InlineData("none", "has no model \"none\" (404: ")]
    [InlineData("../../x y", "has no model \"../../x y\" (404: ")]
    public async Task Says_that_a_model_is_not_there(string model, string message)
    {
        var (code, _, error) = await RunAsync("--url", server.Url, "--model", model);

        code.Should().Be(2);
        error.Should().StartWith($"profile: {server.Url} {message}");
    }

    [Fact]
    public async Task Says_that_nothing_listens()
    {
        var (code, _, error) = await RunAsync("--url", "http://127.0.0.1:9", "--model", "m");

        (code, error).Should().Be((2, "profile: nothing listens at http://127.0.0.1:9 (connection refused): start the server, or write its address with --url" + Environment.NewLine));
    }

    [Theory]
    [InlineData(404, "Not Found", 200, "does not speak the Open Inference Protocol v2 (it answers 404 without the protocol's error)")]
    [InlineData(200, "<html>", 200, "does not speak the Open Inference Protocol v2 (its answer to GET v2/models/m is something else)")]
    [InlineData(200, """{"inputs":[{"name":"x","datatype":"FP4","shape":[1]}]}""", 200, "input x has the datatype \"FP4\", which cannot be made up: give a ready request with --input FILE")]
    [InlineData(200, """{"inputs":[{"name":"x","datatype":"FP32","shape":[100000,100000]}]}""", 200, "input x of shape 100000,100000 has more than 67108864 elements: write a smaller one")]
    [InlineData(200, null, 429, "the server takes not even one request (429: busy): wait until it is ready and nobody else uses it")]
    [InlineData(200, null, 500, "answered 500: busy")]
    public async Task Says_what_is_wrong_with_a_server(int modelStatus, string? model, int inferStatus, string message)
    {
        await using var stub = await StubModelServer.StartAsync(StubModelServer.With(modelStatus, model, inferStatus, """{"error":"busy"}"""));

        var (code, output, error) = await RunAsync("--url", stub.Url, "--model", "m", "--duration", "20ms");

        (code, output).Should().Be((2, ""));
        error.Should().Contain(message);
    }

    [Theory]
    [InlineData("--url", "localhost:8080", "--url is \"localhost:8080\": write http://HOST:PORT")]
    [InlineData("--url", "http://me:secret@localhost", "--url holds a user or a password: write http://HOST:PORT")]
    [InlineData("--concurrency", "2,4", "--concurrency is \"2,4\": write ascending numbers from 1, such as 1,2,4,8")]
    [InlineData("--concurrency", "1,x", "--concurrency is \"1,x\": write a whole number, 1 to 4096")]
    [InlineData("--duration", "0s", "--duration is \"0s\": write more than 0 and at most 1h, such as 10s")]
    [InlineData("--shape", "x", "--shape is \"x\": write NAME=1,3,224,224 with sizes of 1 or more")]
    [InlineData("--shape", "x=1,-1", "--shape is \"x=1,-1\": write NAME=1,3,224,224")]
    public void Refuses_a_wrong_option_with_what_to_write(string option, string value, string message)
    {
        string[] good = option == "--url" ? [] : ["--url", "http://127.0.0.1:1"];

        var errors = CommandLine.Create().Parse(["profile", "--model", "m", .. good, option, value]).Errors;

        errors.Should().ContainSingle().Which.Message.Should().StartWith(message);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Create().Parse(["profile", .. arguments]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
